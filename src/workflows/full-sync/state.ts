import type { NumberRange } from '../../domain/number-ranges';
import type { AuditInput, Run } from '../audited-run';
import { type FullSyncParams, initialProgress, type SyncProgress } from '../contract';
import { listReasons, type Reasons } from '../reasons';

/** The steps of a FULL, in their order; each is a phase of its progress. */
export type StepName = 'counting' | 'scanning' | 'rechecking' | 'sweeping' | 'updating-list';

/** Everything a FULL knows. It is passed from one execution to the next when the run continues as new. */
export interface FullSyncState extends Reasons {
  step: StepName;
  progress: SyncProgress;
  run: Run | null;
  offersExpected: number | null;
  /** Follows the catalogue as it grows or shrinks. */
  pagesPlanned: number;
  /** The send time of the request whose answer set `pagesPlanned`; empty until a page has set it. */
  pagesPlannedAsOf: string;
  /** The most rows on a page, except the last one: the network may return fewer per page than it states. 0: unknown. */
  rowsPerPage: number;
  nextPage: number;
  scanStartedMs: number | null;
  /** Why the scan ended before its last page; null: it did not. Completes the sentence "The pages were …". */
  endedEarly: string | null;
  /** Pages of started chunks that were not read. */
  unreadPages: NumberRange[];
  /** Answers of pages, rechecks and sweeps that were stored. */
  answersSaved: number;
  /** Requests of which no answer was stored. */
  extraRequests: number;
  extraRetries: number;
  rereads: number;
  /** Whether the sweep has requested every unseen offer once, and now requests the absent ones again. */
  isSecondSweep: boolean;
  /** The key of the sweep's next slice of offers; null: the first. */
  sweptAfter: string | null;
  sweepBatches: number;
  offersSwept: number;
  /** Offers that were absent when the sweep first requested them, and were returned when it did again. */
  offersReturned: number;
}

/** The state of a run that has done nothing yet. */
export function initialState(): FullSyncState {
  return {
    step: 'counting',
    progress: initialProgress('full'),
    run: null,
    offersExpected: null,
    pagesPlanned: 0,
    pagesPlannedAsOf: '',
    rowsPerPage: 0,
    nextPage: 1,
    scanStartedMs: null,
    endedEarly: null,
    unreadPages: [],
    reasons: [],
    unlistedReasons: 0,
    answersSaved: 0,
    extraRequests: 0,
    extraRetries: 0,
    rereads: 0,
    isSecondSweep: false,
    sweptAfter: null,
    sweepBatches: 0,
    offersSwept: 0,
    offersReturned: 0,
  };
}

/** Whether the scan covers the whole catalogue, without a missing page. */
export function isWhole({ maxPages }: FullSyncParams, { reasons }: FullSyncState): boolean {
  return maxPages === null && reasons.length === 0;
}

/** Converts the state to the workflow's part of the audit. */
export function toAuditInput({ maxPages }: FullSyncParams, state: FullSyncState): AuditInput {
  const { pagesPlanned, offersExpected, offersSwept, offersReturned } = state;
  const isScanned = offersExpected !== null && state.nextPage > pagesPlanned;
  return {
    reasons: listReasons(state),
    // Not reasons: the run did what it was started for.
    notes: [
      ...(maxPages !== null && isScanned ? [`only the first ${pagesPlanned} pages were requested`] : []),
      ...(offersReturned > 0
        ? [`${offersReturned} offers were absent from one answer and returned in the next`]
        : []),
    ],
    pagesPlanned,
    offersExpected,
    offersSwept,
    answersSaved: state.answersSaved,
    extraRequests: state.extraRequests,
    extraRetries: state.extraRetries,
  };
}

/** One line for the Web UI. */
export function describeProgress({ progress }: FullSyncState): string {
  const { phase, pagesDone, pagesTotal, chunksDone, chunksTotal, offersMet } = progress;
  return `**${phase}**: ${pagesDone} of ${pagesTotal ?? '?'} pages, ${chunksDone} of ${chunksTotal ?? '?'} chunks, ${offersMet} offers met`;
}
