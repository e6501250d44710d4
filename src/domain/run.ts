/** What the rooms say to each other of a run: one execution of a HIGH, a FULL or a list refresh. */

export const SYNC_KINDS = ['high', 'full', 'refresh'] as const;
export type SyncKind = (typeof SYNC_KINDS)[number];

/** One execution of a sync. `runId` is the first execution's, so that it outlives continue-as-new. */
export interface RunKey {
  workflowId: string;
  runId: string;
}

/** How a run stands: `incomplete` ended by itself, but something that it was to read is missing. */
export const RUN_STATUSES = [
  'running',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'timed_out',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Which offers a FULL asks for; `any` asks for all. */
export const FULL_SYNC_STATUSES = ['Active', 'Paused', 'Blocked', 'any'] as const;
export type FullSyncStatus = (typeof FULL_SYNC_STATUSES)[number];

/** What a request was for: a page of the scan, a look at what may have shifted, a batch of HIGH, a batch of the sweep. */
export type RequestPurpose = 'page' | 'reread' | 'batch' | 'sweep';
