import { defineQuery } from '@temporalio/workflow';
import type { FullSyncStatus, SyncKind } from '../domain/run';

/** Every name and shape that crosses a border between the workflows and those who start, watch or serve them. */

/** Two queues are bulkheads: a FULL can never delay a HIGH. The names are those of the Bull queues they replace. */
export const TASK_QUEUES = { high: 'high-priority', full: 'full-sync-chunk' } as const;
export type TaskQueueName = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];

export const WORKFLOW_TYPES = {
  high: 'highPrioritySync',
  full: 'fullSync',
  refresh: 'refreshConversionList',
} as const satisfies Record<SyncKind, string>;

/** The queue on which runs of a kind live. */
export const QUEUE_OF_KIND: Record<SyncKind, TaskQueueName> = {
  high: TASK_QUEUES.high,
  full: TASK_QUEUES.full,
  refresh: TASK_QUEUES.high,
};

/** A schedule's runs get its id with their time behind: `full-sync-2026-01-05T10:00:00Z`. */
export const SCHEDULE_IDS = {
  high: 'high-priority-sync',
  full: 'full-sync',
  refresh: 'conversion-list-refresh',
} as const satisfies Record<SyncKind, string>;

/**
 * The one id under which a person's or the API's run goes: `full-sync-manual`.
 *
 * One id a kind, so that the Temporal server itself makes sure that equal starts at once become one run.
 */
export function manualWorkflowId(kind: SyncKind): string {
  return `${SCHEDULE_IDS[kind]}-manual`;
}

/** The child that copies one range of pages: `full-sync-manual/pages-11-20`. */
export function chunkWorkflowId(parentId: string, firstPage: number, lastPage: number): string {
  return `${parentId}/pages-${firstPage}-${lastPage}`;
}

/**
 * How long a run may take before Temporal ends it, so that a stuck run cannot hold its schedule's slot for ever.
 *
 * HIGH gives its batches 90 s by default; 10 minutes leave room for a database or a worker that is away for a
 * while. FULL over 10,000 pages at the polite 20 requests a second takes some 9 minutes; six hours leave room for
 * outages, and for catalogues many times that size.
 */
export const RUN_TIMEOUT_SECONDS: Record<SyncKind, number> = { high: 600, full: 21_600, refresh: 600 };

export interface FullSyncParams {
  /** Read no more than the first so many pages; null: the whole catalogue. A partial scan never sweeps. */
  maxPages: number | null;
  /**
   * Pages asked for at once. Below 10 it is exact for the whole run; from 10 on, more chunks are kept in flight
   * and the workers' slots (`FULL_SYNC_CONCURRENCY` each) are the bound.
   */
  concurrency: number;
  status: FullSyncStatus;
  /** Carry out a sweep even if more than `SWEEP_MAX_SHARE` of the known Active offers would become Unknown. */
  allowMassRemoval: boolean;
}

export const FULL_SYNC_DEFAULTS: FullSyncParams = {
  maxPages: null,
  concurrency: 10,
  status: 'Active',
  allowMassRemoval: false,
};

export type SyncPhase =
  'starting' | 'counting' | 'scanning' | 'rechecking' | 'sweeping' | 'asking' | 'updating-list' | 'done';

/** Where a run stands. Pages are the network's for a FULL and a chunk, batches of 50 ids for a HIGH. */
export interface SyncProgress {
  kind: SyncKind | 'chunk';
  phase: SyncPhase;
  /** Null until the run has counted them. */
  pagesTotal: number | null;
  pagesDone: number;
  /** Null where a run has no chunks, or has not counted them. */
  chunksTotal: number | null;
  chunksDone: number;
  offersMet: number;
  retries: number;
  /** At the pace so far; null while there is none. */
  etaSeconds: number | null;
}

export const progressQuery = defineQuery<SyncProgress>('progress');

/** What a run says when it ends; the whole audit is in `sync_runs`. */
export interface RunSummary {
  status: 'completed' | 'incomplete' | 'cancelled';
  /** Why it is not complete, a sentence each. */
  reasons: string[];
  offersMet: number;
  offersNew: number;
  offersChanged: number;
  listBefore: number | null;
  listAfter: number | null;
}

/** The type of the failure that ends a run at once: the network refused the token. */
export const TOKEN_REFUSED = 'UpstreamTokenRefusedError';
