import type { CatalogueIndex } from './catalogue-index';
import { draw, drawShare } from './draw';
import type { OfferHistory } from './offer-history';
import { idOfPosition, positionOfId } from './offer-ids';
import type { CatalogueSettings } from './settings';
import type { OfferFields, TrueStatus } from './truth';

export type ListOrder = 'ID' | 'Performance' | 'Payout';

/** Filters and an order. An absent filter matches every offer. */
export interface ListQuery {
  order: ListOrder;
  status?: TrueStatus;
  /** Any of these values, compared exactly. */
  country?: readonly string[];
  carrier?: readonly string[];
  vertical?: readonly string[];
  flow?: readonly string[];
  /** Only offers with a payout above this, in units of their currency. */
  payoutAbove?: number;
  /** Only these ids; unknown ones are ignored. */
  ids?: readonly string[];
  /** Omit this share of the offers, drawn by id: a network that has lost a part of its catalogue. */
  missingShare?: number;
}

const TOPIC = { performance: 60, missing: 61 } as const;

/** The cache of lists is cleared when it holds this many. */
const MAX_CACHED_LISTS = 20;

/**
 * Create a function that lists the positions of the offers that match a query.
 *
 * Lists are cached until a change that may affect them, because a scan repeats the same query for each page. Returned
 * lists are shared: do not modify them.
 */
export function createOfferList(
  { seed, idsSortedAs }: CatalogueSettings,
  index: CatalogueIndex,
  history: OfferHistory,
) {
  const cache = new Map<string, { version: string; positions: readonly number[] }>();

  function cached(
    query: ListQuery & { converting?: boolean | undefined; idsSortedAs?: 'text' },
    version: string,
    build: () => readonly number[],
  ): readonly number[] {
    // Each request by id has other ids: caching them would only evict the list that a scan reads.
    if (query.ids !== undefined) return build();
    const key = JSON.stringify(query);
    const hit = cache.get(key);
    if (hit?.version === version) return hit.positions;
    if (cache.size >= MAX_CACHED_LISTS) cache.clear();
    const positions = build();
    cache.set(key, { version, positions });
    return positions;
  }

  function byState({ ids, status }: ListQuery, timeMs: number, converting?: boolean): number[] {
    if (ids === undefined) return index.select(status, converting);
    const positions = ids.flatMap((id) => positionOfId(seed, id) ?? []).sort((a, b) => a - b);
    return positions.filter((position) => {
      const state = history.stateAt(position, timeMs);
      return (
        state.present &&
        (status === undefined || state.status === status) &&
        (converting === undefined || state.converting === converting)
      );
    });
  }

  function filtered(query: ListQuery, timeMs: number, converting?: boolean): readonly number[] {
    const { missingShare = 0, country, carrier, vertical, flow, payoutAbove } = query;
    const readsFields = [country, carrier, vertical, flow, payoutAbove].some(
      (filter) => filter !== undefined,
    );
    const version = readsFields ? `fields ${index.fieldsVersion}` : `states ${index.stateVersion}`;
    return cached({ ...query, order: 'ID', converting }, version, () => {
      const matching = byState(query, timeMs, converting);
      const present =
        missingShare === 0
          ? matching
          : matching.filter((position) => drawShare(seed, TOPIC.missing, position) >= missingShare);
      return readsFields
        ? present.filter((position) => matchesFields(history.fieldsAt(position, timeMs), query))
        : present;
    });
  }

  function byPerformance(query: ListQuery, timeMs: number): readonly number[] {
    const ageOf = (position: number) => history.conversionAgeMsAt(position, timeMs) ?? Infinity;
    const converting = sortBy(filtered(query, timeMs, true), ageOf);
    const others = cached(query, `fields ${index.fieldsVersion}`, () =>
      sortBy(filtered(query, timeMs, false), (position) => draw(seed, TOPIC.performance, position)),
    );
    return [...converting, ...others];
  }

  function byPayout(query: ListQuery, timeMs: number): readonly number[] {
    return cached(query, `fields ${index.fieldsVersion}`, () =>
      sortBy(filtered(query, timeMs), (position) => -Number(history.fieldsAt(position, timeMs).payout)),
    );
  }

  function byId(query: ListQuery, timeMs: number): readonly number[] {
    if (idsSortedAs === 'numbers') return filtered(query, timeMs);
    return cached({ ...query, idsSortedAs }, `fields ${index.fieldsVersion}`, () => {
      const idOf = new Map(
        filtered(query, timeMs).map((position) => [idOfPosition(seed, position), position]),
      );
      return [...idOf.keys()].sort().map((id) => idOf.get(id)!);
    });
  }

  /** The positions in order; those of equal rank in order of their ids. */
  return function listOffers(query: ListQuery, timeMs: number): readonly number[] {
    index.moveTo(timeMs);
    switch (query.order) {
      case 'ID':
        return byId(query, timeMs);
      case 'Performance':
        return byPerformance(query, timeMs);
      case 'Payout':
        return byPayout(query, timeMs);
    }
  };
}

function matchesFields(fields: OfferFields, query: ListQuery): boolean {
  const { country, carrier, vertical, flow, payoutAbove } = query;
  return (
    (country?.includes(fields.country) ?? true) &&
    (carrier?.includes(fields.carrier ?? '') ?? true) &&
    (vertical?.includes(fields.vertical) ?? true) &&
    (flow?.includes(fields.flow) ?? true) &&
    (payoutAbove === undefined || Number(fields.payout) > payoutAbove)
  );
}

/** Sort by a rank that is computed once per position. The sort is stable. */
function sortBy(positions: readonly number[], rankOf: (position: number) => number): number[] {
  return positions
    .map((position) => ({ position, rank: rankOf(position) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ position }) => position);
}
