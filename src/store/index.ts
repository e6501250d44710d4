import type { Instant } from '../domain/offer';
import type { RunKey } from '../domain/run';
import { listConverting, refreshConversionList, type IdSlice } from './conversion-list';
import { openDatabase } from './database';
import { createListOffers } from './offers/list';
import { markMissing, type MarkMissingInput } from './offers/mark-missing';
import { readOffer } from './offers/rows';
import { saveAnswer, type AnswerToSave } from './offers/save-answer';
import { reserveSendTime } from './request-pacing';
import { beginRun, finishRun, type NewRun, type FinishRunInput } from './runs/begin-finish';
import { readOfferCounts, readRunCounts } from './runs/counts';
import { pruneRuns } from './runs/prune';
import { listRuns, readFreshness, readLastFinished, readRun, type RunQuery } from './runs/read';
import { countActive, listScanAnswers, listUnseenActive, summariseScan } from './runs/scan';
import { claimSource, readSource } from './source';
import { instant } from './sql';

export { OFFER_STATUSES } from '../domain/offer';
export type { IdSlice, ListRefresh } from './conversion-list';
export { isDatabaseUnavailable, isDatabaseFull } from './errors';
export { InvalidCursorError } from './cursor';
export { applyMigrations, listPendingMigrations } from './migrations/migrate';
export type { OfferCounts, RunCounts } from './runs/counts';
export { OFFER_SORTS, type OfferPage, type OfferQuery, type OfferSort } from './offers/list';
export type { MarkMissingInput, MarkedMissing } from './offers/mark-missing';
export type { OfferFilters } from './offers/filters';
export type { OfferRow } from './offers/rows';
export { SourceMismatchError } from './source';
export {
  RunNotFoundError,
  type LastCompletedRun,
  type RunPage,
  type RunQuery,
  type RunRecord,
} from './runs/read';
export type { NewRun, FinishRunInput } from './runs/begin-finish';
export type { AnswerToSave, SavedCounts } from './offers/save-answer';
export type { ScanAnswer, ScanSummary } from './runs/scan';

export interface StoreOptions {
  databaseUrl: string;
  /** The most connections to hold open. Default: 10. */
  connections?: number;
  /** After so long the server gives up a statement. Default: 30,000. */
  statementTimeoutMs?: number;
}

export type Store = ReturnType<typeof createStore>;

/**
 * Everything that is kept in PostgreSQL: the mirror, the ConversionList, the runs and what could not be read.
 *
 * It connects when it is first asked something, and again after a connection was lost; a question that was on its
 * way then fails. Errors of the database come through as they are. The database has to be migrated.
 */
export function createStore({ databaseUrl, connections = 10, statementTimeoutMs = 30_000 }: StoreOptions) {
  const database = openDatabase({ databaseUrl, connections, statementTimeoutMs });
  const { pool } = database;
  return {
    /** The database's clock: observations of all workers are told apart by it. */
    async readClock(): Promise<Instant> {
      const { rows } = await pool.query<{ now: Instant }>(`SELECT ${instant('clock_timestamp()')} AS now`);
      return rows[0]!.now;
    },
    reserveSendTime: (queue: string, requestsPerSecond: number) =>
      reserveSendTime(pool, queue, requestsPerSecond),
    saveAnswer: (answer: AnswerToSave) => saveAnswer(pool, answer),
    markMissing: (input: MarkMissingInput) => markMissing(database, input),
    refreshConversionList: (run?: RunKey) => refreshConversionList(database, run),
    listConverting: (slice: IdSlice) => listConverting(pool, slice),
    listUnseenActive: (slice: IdSlice & { since: Instant }) => listUnseenActive(pool, slice),
    countActive: () => countActive(pool),
    listScanAnswers: (run: RunKey) => listScanAnswers(pool, run),
    summariseScan: (run: RunKey) => summariseScan(pool, run),
    beginRun: (input: NewRun) => beginRun(database, input),
    finishRun: (input: FinishRunInput) => finishRun(database, input),
    readRun: (workflowId: string, runId?: string) => readRun(database, workflowId, runId),
    listRuns: (query: RunQuery) => listRuns(database, query),
    pruneRuns: (input: { olderThanSeconds: number }) => pruneRuns(pool, input),
    listOffers: createListOffers(pool, () => performance.now()),
    readOffer: (offerId: string) => readOffer(pool, offerId),
    readFreshness: () => readFreshness(database),
    readLastFinished: () => readLastFinished(database),
    readRunCounts: () => readRunCounts(pool),
    readOfferCounts: () => readOfferCounts(pool),
    claimSource: (origin: string) => claimSource(database, origin),
    readSource: () => readSource(database),
    /** Ask the database for nothing; throws if it does not answer. */
    async ping(): Promise<void> {
      await pool.query('SELECT 1');
    },
    close: () => database.close(),
  };
}
