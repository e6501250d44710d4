import type { WatchSettings } from '../domain/alerts/watch-settings';
import type { Instant } from '../domain/offer';
import type { RunKey } from '../domain/run';
import { messageCalls } from './alerts/messages';
import { listPastOffers, type PastOfferQuery } from './as-of/list';
import { readPastOffer } from './as-of/read';
import { readClock, readClockLag, resetClock } from './clock';
import { listToRequest, refreshConversionList, type IdSlice, type RequestSlice } from './conversion-list';
import { openDatabase } from './database';
import { episodeCalls } from './episodes/calls';
import type { AlertRules } from './episodes/record';
import { type ChangeReaderOptions, createChangeReader } from './history/change-reader';
import { readConversions } from './history/conversions';
import { type ChangeQuery, listChanges } from './history/list-changes';
import { listOfferHistory, type OfferHistoryQuery } from './history/list-offer-history';
import { maintainPartitions } from './history/partitions';
import { liveCalls } from './live/calls';
import { assertSchemaKnown } from './migrations/newer-schema';
import { readOfferFacets } from './offers/facets';
import type { OfferFilters } from './offers/filters';
import { createOfferLists } from './offers/list';
import { listAbsent, markMissing, type MarkMissingInput } from './offers/mark-missing';
import { readOffer } from './offers/rows';
import { saveAnswer, type AnswerToSave } from './offers/save-answer';
import { reserveSendTime } from './request-pacing';
import { readAnswerFields } from './runs/answer-fields';
import { beginRun, finishRun, type FinishRunInput, listEarlierRuns, type NewRun } from './runs/begin-finish';
import { countUnconfirmed, readOfferCounts, readRunCounts } from './runs/counts';
import { pruneConversions, pruneRuns } from './runs/prune';
import { listRuns, readFreshness, readLastFinished, readRun, type RunQuery } from './runs/read';
import { listRejected } from './runs/rejected';
import { readRunsOfKinds } from './runs/runs-of-kind';
import { listScanAnswers, listUnseenActive, summariseScan } from './runs/scan';
import { readRunTotals } from './runs/totals';
import { assertUsable, findWriteProblem } from './setup/requirements';
import { claimSource, createSourceReader } from './source';
import { listWatched, readWatched, unwatchOffer, watchOffers } from './watchlist/entries';

// The schema: applied by `migrate` and `start`, checked by `doctor`.
export type { ListRefresh, RequestCursor } from './conversion-list';
export { applyMigrations, listPendingMigrations } from './migrations/migrate';

// What a retry policy and an error message depend on.
export { FutureTimeError } from './as-of/bounds';
export type { PastOfferRow } from './as-of/read';
export { InvalidCursorError } from './cursor';
export { HistoryGoneError } from './history/coverage';
export { MAX_CLOCK_LAG_SECONDS } from './clock';
export { explainDatabaseError } from './setup/explain-error';
export { DatabaseSetupError } from './setup/requirements';
export { isDatabaseFull, isDatabaseUnavailable, StoreError } from './errors';
export { MirrorMismatchError } from './identity';
export { RESUMABLE_SECONDS } from './live/events';
export { isInEarlierTransaction, parseLivePosition, writeLivePosition } from './live/position';
export { UnknownValueError } from './offers/filter-values';
export { SourceMismatchError } from './source';

// Inputs and results that callers build, format or pass on.
export { OFFER_SORTS, type OfferSort } from '../domain/offer';
export type { ChangeReader } from './history/change-reader';
export type { ChangeRow } from './history/change-rows';
export type { ChangePage, ChangeQuery } from './history/list-changes';
export type { OfferHistoryPage, OfferHistoryQuery } from './history/list-offer-history';
export { PAST_OFFER_SORTS, type PastOfferQuery, type PastOfferSort } from './as-of/list';
export type { OfferPage, OfferQuery } from './offers/list';
export type { OfferFilters } from './offers/filters';
export { FACETS, type Facet, MAX_FACET_VALUES } from './offers/facets';
export type { MarkedMissing } from './offers/mark-missing';
export type { OfferRow } from './offers/rows';
export type { ChannelState } from './alerts/channels';
export type { AnswerToSave } from './offers/save-answer';
export type { EpisodeCounts, EpisodeRecord } from './episodes/episodes';
export type { EpisodeQuery } from './episodes/list';
export type { Mute, MuteTarget } from './episodes/mutes';
export type { AlertRules, EpisodesJudged } from './episodes/record';
export type { FinishRunInput, NewRun } from './runs/begin-finish';
export type { AnswerFieldRecord } from './runs/answer-fields';
export type { LiveEvent, LiveQuery } from './live/events';
export type { LivePosition } from './live/position';
export type { RunCounts } from './runs/counts';
export type { RunTotals } from './runs/totals';
export type { LastCompletedRun, RunQuery, RunRecord } from './runs/read';
export type { WatchedOffer, WatchlistPage } from './watchlist/entries';

export interface StoreOptions {
  databaseUrl: string;
  /** Maximum number of open connections. Default: 10. */
  connections?: number;
}

export type Store = ReturnType<typeof createStore>;

/** The server cancels a statement after this time. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Creates the store of everything in PostgreSQL: the mirror, the ConversionList, the runs and the rejected values.
 *
 * Connects on first use, and reconnects after a connection was lost; a query that was running then fails. Errors of the
 * database are passed on unchanged. The database has to be migrated.
 */
export function createStore({ databaseUrl, connections = 10 }: StoreOptions) {
  const database = openDatabase({ databaseUrl, connections, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  const { pool } = database;
  return {
    saveAnswer: (answer: AnswerToSave) => saveAnswer(pool, answer),
    listAbsent: (slice: IdSlice & { run: RunKey }) => listAbsent(pool, slice),
    markMissing: (input: MarkMissingInput) => markMissing(database, input),
    ...createOfferLists(pool),
    readOffer: (offerId: string) => readOffer(pool, offerId),
    readOfferFacets: (filters: OfferFilters) => readOfferFacets(pool, filters),
    readConversions: (offerId: string, hours: number) => readConversions(pool, offerId, hours),
    listPastOffers: (query: PastOfferQuery) => listPastOffers(database, query),
    readPastOffer: (offerId: string, at: string) => readPastOffer(database, offerId, at),
    readOfferCounts: () => readOfferCounts(pool),
    countUnconfirmed: () => countUnconfirmed(pool),

    refreshConversionList: (run: RunKey) => refreshConversionList(database, run),
    listToRequest: (slice: RequestSlice) => listToRequest(pool, slice),

    watchOffers: (offerIds: readonly string[], settings: Partial<WatchSettings>) =>
      watchOffers(pool, offerIds, settings),
    unwatchOffer: (offerId: string) => unwatchOffer(pool, offerId),
    readWatched: (offerId: string) => readWatched(pool, offerId),
    listWatched: (query: { limit: number; cursor?: string | undefined }) => listWatched(pool, query),

    beginRun: (run: NewRun) => beginRun(database, run),
    listEarlierRuns: (run: RunKey) => listEarlierRuns(database, run),
    finishRun: (input: FinishRunInput, rules?: AlertRules) => finishRun(database, input, rules),
    readRun: (workflowId: string, runId?: string) => readRun(database, workflowId, runId),
    listRuns: (query: RunQuery) => listRuns(database, query),
    listRejected: (query: RunKey & { limit: number }) => listRejected(pool, query),
    readRunCounts: () => readRunCounts(pool),
    readRunTotals: () => readRunTotals(pool),
    readAnswerFields: () => readAnswerFields(pool),
    readFreshness: () => readFreshness(database),
    readRunsOfKinds: () => readRunsOfKinds(database),
    readLastFinished: () => readLastFinished(database),
    pruneRuns: (input: { olderThanSeconds: number }) => pruneRuns(pool, input),
    pruneConversions: (input: { olderThanSeconds: number }) => pruneConversions(pool, input),
    listChanges: (query: ChangeQuery) => listChanges(pool, query),
    createChangeReader: (options: ChangeReaderOptions = {}) => createChangeReader(pool, options),
    listOfferHistory: (query: OfferHistoryQuery) => listOfferHistory(pool, query),
    maintainHistory: (input: { keepSeconds: number }) => maintainPartitions(database, input),

    ...episodeCalls(database),
    ...messageCalls(database),
    ...liveCalls(database),

    listScanAnswers: (run: RunKey) => listScanAnswers(pool, run),
    summariseScan: (run: RunKey) => summariseScan(pool, run),
    listUnseenActive: (slice: IdSlice & { since: Instant }) => listUnseenActive(pool, slice),

    assertSchemaKnown: () => assertSchemaKnown(pool),
    assertUsable: () => assertUsable(pool),
    findWriteProblem: () => findWriteProblem(pool),
    claimSource: (source: string) => claimSource(database, source),
    readSource: createSourceReader(database),
    /**
     * Reads the id of this mirror. Later calls need no query: the store refuses connections to any other mirror.
     *
     * @throws if the database is not migrated.
     */
    readMirrorId: () => database.readMirrorId(),
    reserveSendTime: (queue: string, requestsPerSecond: number) =>
      reserveSendTime(pool, queue, requestsPerSecond),
    readClock: () => readClock(pool),
    readClockLag: () => readClockLag(pool),
    resetClock: () => resetClock(databaseUrl),
    close: () => database.close(),
  };
}
