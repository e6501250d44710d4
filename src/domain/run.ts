// The vocabulary of a run: one execution of a HIGH, a FULL or a list refresh.

/** `high`: the offers on the ConversionList. `full`: the whole catalogue. `refresh`: only the list, without requests. */
export const SYNC_KINDS = ['high', 'full', 'refresh'] as const;
export type SyncKind = (typeof SYNC_KINDS)[number];

/** Identifies a run. `runId` is that of its first execution, so it stays the same across continue-as-new. */
export interface RunKey {
  workflowId: string;
  runId: string;
}

/** A run of one mirror. Every activity checks that its worker has that mirror's database. */
export interface MirrorRun extends RunKey {
  mirrorId: string;
}

/** The status of a run. `incomplete`: it ended normally, but did not read everything that it planned to read. */
export const RUN_STATUSES = [
  'running',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'timed_out',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** The class of the error of a run whose token the network refused. */
export const TOKEN_REFUSED = 'UpstreamTokenRefusedError';

/** The offers that a FULL copies; `any` copies all. */
export const FULL_SYNC_STATUSES = ['Active', 'Paused', 'Blocked', 'any'] as const;
export type FullSyncStatus = (typeof FULL_SYNC_STATUSES)[number];

/** The purpose of a request: a page of the scan, a recheck of the scan, a batch of HIGH, a batch of the sweep. */
export type RequestPurpose = 'page' | 'reread' | 'batch' | 'sweep';
