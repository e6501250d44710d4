import type { Database } from '../database';
import { type LiveQuery, pruneLiveEvents, readLiveEvents } from './events';
import { readLiveEnd } from './position';

/** The part of the store that pages follow: what changes, as it is committed. */
export function liveCalls({ pool }: Database) {
  return {
    readLiveEnd: () => readLiveEnd(pool),
    readLiveEvents: (query: LiveQuery) => readLiveEvents(pool, query),
    pruneLiveEvents: () => pruneLiveEvents(pool),
  };
}
