import type { ListChange } from '../../activities';
import type { Ending, Run } from '../audited-run';
import type { SyncProgress } from '../contract';

/** Reasons are named one by one up to so many, so that a history's payloads stay small. */
const REASONS_NAMED = 20;

/** All that a FULL knows. It goes from one execution to the next when the run continues as new. */
export interface FullSyncState {
  step: 'counting' | 'scanning' | 'rechecking' | 'sweeping' | 'updating-list';
  progress: SyncProgress;
  run: Run | null;
  offersExpected: number | null;
  /** Followed as the network says that the catalogue grows or shrinks. */
  pagesPlanned: number;
  /** The answer that said so last was asked at this moment. */
  pagesPlannedAsOf: string;
  nextPage: number;
  scanStartedMs: number | null;
  /** Why the run is not complete. */
  reasons: string[];
  reasonsUnnamed: number;
  /** What a reader of the audit should know although the run did what it was asked to. */
  notes: string[];
  /** Requests that no answer was stored of. */
  extraRequests: number;
  extraRetries: number;
  rereads: number;
  sweptAfter: string | null;
  sweepBatches: number;
  offersSwept: number;
  list: ListChange | null;
}

/** The state of a run that has done nothing yet. */
export function beginState(): FullSyncState {
  return {
    step: 'counting',
    progress: {
      kind: 'full',
      phase: 'starting',
      pagesTotal: null,
      pagesDone: 0,
      chunksTotal: null,
      chunksDone: 0,
      offersMet: 0,
      retries: 0,
      etaSeconds: null,
    },
    run: null,
    offersExpected: null,
    pagesPlanned: 0,
    pagesPlannedAsOf: '',
    nextPage: 1,
    scanStartedMs: null,
    reasons: [],
    reasonsUnnamed: 0,
    notes: [],
    extraRequests: 0,
    extraRetries: 0,
    rereads: 0,
    sweptAfter: null,
    sweepBatches: 0,
    offersSwept: 0,
    list: null,
  };
}

/** Note why the run is not complete. */
export function addReason(state: FullSyncState, reason: string): void {
  if (state.reasons.length < REASONS_NAMED) state.reasons.push(reason);
  else state.reasonsUnnamed += 1;
}

/** What the state hands to the audit. */
export function endingOf(state: FullSyncState): Ending {
  const unnamed = state.reasonsUnnamed > 0 ? [`and ${state.reasonsUnnamed} more`] : [];
  return {
    reasons: [...state.reasons, ...unnamed],
    notes: state.notes,
    pagesPlanned: state.pagesPlanned,
    offersExpected: state.offersExpected,
    offersSwept: state.offersSwept,
    extraRequests: state.extraRequests,
    extraRetries: state.extraRetries,
    list: state.list,
  };
}

/** One line for the Web UI. */
export function describeProgress({ progress }: FullSyncState): string {
  const { phase, pagesDone, pagesTotal, chunksDone, chunksTotal, offersMet } = progress;
  return `**${phase}**: ${pagesDone} of ${pagesTotal ?? '?'} pages, ${chunksDone} of ${chunksTotal ?? '?'} chunks, ${offersMet} offers met`;
}
