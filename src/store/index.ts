import type { Instant } from '../domain/offer';
import type { RunKey } from '../domain/run';
import { listConverting, refreshConversionList, type IdSlice } from './conversion-list';
import { openDatabase } from './database';
import { createListOffers } from './offers/list';
import { markAbsentGone, type MarkAbsentGoneInput } from './offers/mark-missing';
import { readOffer } from './offers/rows';
import { saveAnswer, type AnswerToSave } from './offers/save-answer';
import { takeTurn } from './request-pacing';
import { beginRun, finishRun, type BeginRunInput, type FinishRunInput } from './runs/begin-finish';
import { readOfferFigures, readRunFigures } from './runs/counts';
import { forgetOldRuns } from './runs/prune';
import { listRuns, readFreshness, readLastEnds, readRun, type RunQuery } from './runs/read';
import { countActive, listPageReads, listUnseenActive, summariseScan } from './runs/scan';
import { claimOrigin, readOrigin } from './source';
import { instant } from './sql';

export { OFFER_STATUSES } from '../domain/offer';
export type { IdSlice, ListRefresh } from './conversion-list';
export { isDatabaseAway, isDatabaseFull } from './errors';
export { InvalidCursorError } from './cursor';
export { migrate, pendingMigrations } from './migrations/migrate';
export type { OfferFigures, RunFigures } from './runs/counts';
export { OFFER_SORTS, type OfferPage, type OfferQuery, type OfferSort } from './offers/list';
export type { MarkAbsentGoneInput, MarkedGone } from './offers/mark-missing';
export type { OfferFilters } from './offers/filters';
export type { OfferRow } from './offers/rows';
export { OriginMismatchError } from './source';
export { NoSuchRunError, type LastGoodRun, type RunPage, type RunQuery, type RunRecord } from './runs/read';
export type { BeginRunInput, FinishRunInput } from './runs/begin-finish';
export type { AnswerToSave, SavedCounts } from './offers/save-answer';
export type { PageRead, ScanSummary } from './runs/scan';

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
    takeTurn: (queue: string, requestsPerSecond: number) => takeTurn(pool, queue, requestsPerSecond),
    saveAnswer: (answer: AnswerToSave) => saveAnswer(pool, answer),
    markAbsentGone: (input: MarkAbsentGoneInput) => markAbsentGone(database, input),
    refreshConversionList: (run?: RunKey) => refreshConversionList(database, run),
    listConverting: (slice: IdSlice) => listConverting(pool, slice),
    listUnseenActive: (slice: IdSlice & { since: Instant }) => listUnseenActive(pool, slice),
    countActive: () => countActive(pool),
    listPageReads: (run: RunKey) => listPageReads(pool, run),
    summariseScan: (run: RunKey) => summariseScan(pool, run),
    beginRun: (input: BeginRunInput) => beginRun(database, input),
    finishRun: (input: FinishRunInput) => finishRun(database, input),
    readRun: (workflowId: string, runId?: string) => readRun(database, workflowId, runId),
    listRuns: (query: RunQuery) => listRuns(database, query),
    forgetOldRuns: (input: { olderThanSeconds: number }) => forgetOldRuns(pool, input),
    listOffers: createListOffers(pool, () => performance.now()),
    readOffer: (offerId: string) => readOffer(pool, offerId),
    freshness: () => readFreshness(database),
    readLastEnds: () => readLastEnds(database),
    readRunFigures: () => readRunFigures(pool),
    readOfferFigures: () => readOfferFigures(pool),
    claimOrigin: (origin: string) => claimOrigin(database, origin),
    readOrigin: () => readOrigin(database),
    /** Ask the database for nothing; throws if it does not answer. */
    async ping(): Promise<void> {
      await pool.query('SELECT 1');
    },
    close: () => database.close(),
  };
}
