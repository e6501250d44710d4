import { createCoalescer } from '../async/coalesce';
import { createSemaphore, PermitTimeoutError } from '../async/semaphore';
import { orTimeout } from '../async/timeout';
import type { RunKey } from '../domain/run';
import type {
  ChangeQuery,
  EpisodeQuery,
  LiveQuery,
  OfferFilters,
  OfferHistoryQuery,
  OfferQuery,
  PastOfferQuery,
  RunQuery,
  Store,
} from '../store';

/** Deadline of every read, in milliseconds. A route with one read can answer within 3 seconds. */
const READ_TIMEOUT_MS = 2_500;

/**
 * Each of these reads uses up to two connections at a time. In `npm start` the worker shares the store's 10 connections:
 * the rest stays free for it, so that a crowd of readers does not delay a HIGH.
 */
const MAX_CONCURRENT_READS = 4;

/** The database did not answer before the deadline. */
export class DatabaseTimeoutError extends Error {
  override name = 'DatabaseTimeoutError';
}

/** The reads of the API. */
export type Reads = ReturnType<typeof boundedReads>;

/**
 * Bounds every read of the store to `READ_TIMEOUT_MS`.
 *
 * Reads that operators poll are coalesced. Reads of offers are not: their queries differ, so coalescing would only add
 * waiting. Reads with parameters are limited to `MAX_CONCURRENT_READS`; one whose deadline passes while it waits sends no
 * query.
 *
 * @throws {DatabaseTimeoutError} from every read that is late.
 */
export function boundedReads(store: Store) {
  const coalesce = createCoalescer();
  const bounded = <T>(read: Promise<T>) => orTimeout(read, READ_TIMEOUT_MS, () => new DatabaseTimeoutError());
  const permits = createSemaphore(MAX_CONCURRENT_READS);
  const limited = <T>(read: () => Promise<T>) =>
    permits.withPermit({ timeoutMs: READ_TIMEOUT_MS }, read).catch((error: unknown) => {
      throw error instanceof PermitTimeoutError ? new DatabaseTimeoutError() : error;
    });
  const coalesced = <T>(key: string, read: () => Promise<T>) => bounded(coalesce(key, read));
  return {
    readSource: () => coalesced('source', store.readSource),
    readFreshness: () => coalesced('freshness', store.readFreshness),
    readRunsOfKinds: () => coalesced('runs of kinds', store.readRunsOfKinds),
    readLastFinished: () => coalesced('last finished', store.readLastFinished),
    readRunCounts: () => coalesced('run counts', store.readRunCounts),
    readRunTotals: () => coalesced('run totals', store.readRunTotals),
    readAnswerFields: () => coalesced('answer fields', store.readAnswerFields),
    readChannelStates: () => coalesced('channel states', store.readChannelStates),
    readClockLag: () => coalesced('clock lag', store.readClockLag),
    countUnconfirmed: () => coalesced('unconfirmed', store.countUnconfirmed),
    readOfferCounts: () => coalesced('offer counts', store.readOfferCounts),
    listRuns: (query: RunQuery) =>
      coalesced(`runs ${JSON.stringify(query)}`, () => limited(() => store.listRuns(query))),
    readRun: (workflowId: string, runId?: string) =>
      coalesced(`run ${JSON.stringify([workflowId, runId])}`, () =>
        limited(() => store.readRun(workflowId, runId)),
      ),
    listRejected: (query: RunKey & { limit: number }) => bounded(limited(() => store.listRejected(query))),
    listOffers: (query: OfferQuery) => bounded(limited(() => store.listOffers(query))),
    listOffersJson: (query: OfferQuery) => bounded(limited(() => store.listOffersJson(query))),
    readOfferFacets: (filters: OfferFilters) =>
      coalesced(`facets ${JSON.stringify(filters)}`, () => limited(() => store.readOfferFacets(filters))),
    readConversions: (offerId: string, hours: number) =>
      bounded(limited(() => store.readConversions(offerId, hours))),
    listWatched: (query: { limit: number; cursor?: string | undefined }) =>
      bounded(limited(() => store.listWatched(query))),
    readWatched: (offerId: string) => bounded(limited(() => store.readWatched(offerId))),
    listEpisodes: (query: EpisodeQuery) => bounded(limited(() => store.listEpisodes(query))),
    readEpisode: (id: string) => bounded(limited(() => store.readEpisode(id))),
    readEpisodeCounts: () => coalesced('episode counts', store.readEpisodeCounts),
    listMutes: () => coalesced('mutes', store.listMutes),
    readLiveEnd: () => bounded(limited(() => store.readLiveEnd())),
    readLiveEvents: (query: LiveQuery) => bounded(limited(() => store.readLiveEvents(query))),
    listChanges: (query: ChangeQuery) => bounded(limited(() => store.listChanges(query))),
    listOfferHistory: (query: OfferHistoryQuery) => bounded(limited(() => store.listOfferHistory(query))),
    readOffer: (offerId: string) => bounded(limited(() => store.readOffer(offerId))),
    listPastOffers: (query: PastOfferQuery) => bounded(limited(() => store.listPastOffers(query))),
    readPastOffer: (offerId: string, at: string) => bounded(limited(() => store.readPastOffer(offerId, at))),
  };
}
