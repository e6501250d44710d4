import { KEYS } from '../api';
import type { LiveMessage } from './events/message';

/** What an event makes out of date. */
export interface Affected {
  /** The first parts of the keys of queries. */
  keys: readonly string[];
  /** Of the queries about one offer, only those about these. */
  offerIds: ReadonlySet<string> | 'all';
}

const NONE: ReadonlySet<string> = new Set();

/** The queries that an event makes out of date. Undefined: everything that is shown. */
export function affectedBy(message: LiveMessage): Affected | undefined {
  const affects = (keys: readonly string[], offerIds: Affected['offerIds'] = NONE) => ({
    keys,
    offerIds,
  });
  switch (message.event) {
    case 'change':
      return affects(
        [KEYS.offers, KEYS.changes],
        new Set(message.data.changes.map(({ offerId }) => offerId)),
      );
    case 'run':
      // The progress itself is in the event.
      if (message.data.edge === 'progress') return affects([]);
      if (message.data.edge === 'started') return affects([KEYS.runs, KEYS.queues, KEYS.schedules]);
      // Each run observes offers. What it shows of conversions is no change.
      return affects([KEYS.runs, KEYS.queues, KEYS.schedules, KEYS.mirror, KEYS.offers], 'all');
    case 'episode':
      return affects([KEYS.alerts]);
    case 'watch':
      return affects([KEYS.watchlist, KEYS.offers], new Set([message.data.offerId]));
    case 'mirror':
      return affects([KEYS.mirror]);
    case 'ready':
      return affects([]);
    case 'reset':
      return undefined;
  }
}

/** The parts of keys that are followed by the id of the offer that the query is about. */
const OF_ONE_OFFER = new Set(['one', 'conversions', 'offer']);

/** Whether a query is out of date. */
export function isAffected(queryKey: readonly unknown[], { keys, offerIds }: Affected): boolean {
  const [name, part, id] = queryKey;
  if (!keys.includes(String(name))) return false;
  const isOfOffer =
    (name === KEYS.offers || name === KEYS.changes) &&
    OF_ONE_OFFER.has(String(part)) &&
    typeof id === 'string';
  return !isOfOffer || offerIds === 'all' || offerIds.has(id);
}

/** What several events make out of date. */
export function mergeAffected(one: Affected | undefined, other: Affected | undefined): Affected | undefined {
  if (one === undefined || other === undefined) return undefined;
  return {
    keys: [...new Set([...one.keys, ...other.keys])],
    offerIds:
      one.offerIds === 'all' || other.offerIds === 'all'
        ? 'all'
        : new Set([...one.offerIds, ...other.offerIds]),
  };
}
