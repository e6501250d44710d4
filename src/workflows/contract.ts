import { defineQuery } from '@temporalio/workflow';
import type { FinishedRun } from '../activities';
import { SCHEDULE_IDS, TASK_QUEUES, type TaskQueueName } from '../domain/names';
import type { SyncKind } from '../domain/run';

// Every name and shape that the workflows share with their clients, workers and activities.

export { SCHEDULE_IDS, TASK_QUEUES, type TaskQueueName } from '../domain/names';
export type { ChannelTest } from '../activities';
export { FULL_SYNC_DEFAULTS, type FullSyncParams } from '../domain/run-params';
export { RUN_TIMEOUT_SECONDS } from '../domain/run-times';

/** The workflow type of each kind of run: the name that `workflows/index.ts` exports. */
export const WORKFLOW_TYPES = {
  high: 'highPrioritySync',
  full: 'fullSync',
  refresh: 'refreshConversionList',
} as const satisfies Record<SyncKind, string>;

/** The task queue of each kind of run. */
export const QUEUE_OF_KIND: Record<SyncKind, TaskQueueName> = {
  high: TASK_QUEUES.high,
  full: TASK_QUEUES.full,
  refresh: TASK_QUEUES.high,
};

/** The id of a schedule on the Temporal server: `full-sync`, or with a prefix `staging-full-sync`. */
export function scheduleIdOf(kind: SyncKind, prefix: string): string {
  return `${prefix}${SCHEDULE_IDS[kind]}`;
}

/**
 * The workflow id of manual runs, started by API or CLI: `full-sync-manual`, or with a prefix `staging-full-sync-manual`.
 *
 * There is one per kind, so the Temporal server itself coalesces concurrent starts into one run.
 */
export function manualWorkflowId(kind: SyncKind, prefix: string): string {
  return `${scheduleIdOf(kind, prefix)}-manual`;
}

/** The mirror's prefix, from the queue of a run: `staging-` of `staging-full-sync-chunk`. Empty: none. */
export function prefixOf(taskQueue: string, kind: SyncKind): string {
  const queue = QUEUE_OF_KIND[kind];
  return taskQueue.endsWith(queue) ? taskQueue.slice(0, -queue.length) : '';
}

/** The memo of a run: what it was started with, and for which mirror. A schedule carries the memo of its runs. */
export interface RunMemo {
  params: object;
  mirrorId: string;
}

/** The mirror that a memo names. Null: none, as for a run that was started by hand. */
export function readMirrorId(memo: Record<string, unknown> | undefined): string | null {
  const mirrorId = memo?.mirrorId;
  return typeof mirrorId === 'string' ? mirrorId : null;
}

/** The child workflow that copies one range of pages: `full-sync-manual/pages-11-20`. */
export function chunkWorkflowId(parentId: string, firstPage: number, lastPage: number): string {
  return `${parentId}/pages-${firstPage}-${lastPage}`;
}

/** The key of a request within its run: `page/17`, `batch/3`. Retries of a request have the same key. */
export function requestKey(purpose: 'page' | 'reread' | 'sweep' | 'batch', number: number): string {
  return `${purpose}/${number}`;
}

export type SyncPhase =
  'starting' | 'counting' | 'scanning' | 'rechecking' | 'sweeping' | 'requesting' | 'updating-list' | 'done';

/** The progress of a run. Pages are the network's for a FULL and a chunk, batches of 50 ids for a HIGH. */
export interface SyncProgress {
  kind: SyncKind | 'chunk';
  phase: SyncPhase;
  /** Null until the run has counted them. */
  pagesTotal: number | null;
  pagesDone: number;
  /** Null until the run has counted them; always null for runs without chunks. */
  chunksTotal: number | null;
  chunksDone: number;
  offersMet: number;
  retries: number;
  /** Only for a FULL: estimated from the rate so far. Null until the first page is done. */
  etaSeconds: number | null;
}

/** The progress of a run that has done nothing yet. */
export function initialProgress(kind: SyncProgress['kind']): SyncProgress {
  return {
    kind,
    phase: 'starting',
    pagesTotal: null,
    pagesDone: 0,
    chunksTotal: null,
    chunksDone: 0,
    offersMet: 0,
    retries: 0,
    etaSeconds: null,
  };
}

/** The query for the progress of a run or a chunk. */
export const progressQuery = defineQuery<SyncProgress>('progress');

/** The result of a run; the whole audit is in `sync_runs`. */
export type RunSummary = FinishedRun;

/** The type of the failure that ends a run at once: its input is invalid. */
export const INVALID_INPUT = 'InvalidInputError';

/** The type of the failure of a request that the network refused. */
export const REQUEST_REFUSED = 'UpstreamRejectedError';
