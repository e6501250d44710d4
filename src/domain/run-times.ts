import type { SyncKind } from './run';

/**
 * How long a run may take before Temporal ends it, so that a stuck run cannot block its schedule.
 *
 * HIGH gives its batches 90 s by default; 10 minutes leave room for an outage of the database or the workers. FULL over
 * 10,000 pages at the default 20 requests a second takes about 9 minutes; six hours leave room for outages, and for
 * catalogues many times that size.
 */
export const RUN_TIMEOUT_SECONDS: Record<SyncKind, number> = { high: 600, full: 21_600, refresh: 600 };

/** After this time without a heartbeat the server gives an attempt up, and lets another worker retry it, in milliseconds. */
export const HEARTBEAT_TIMEOUT_MS = 10_000;

/** At most this much of a run's time is kept for its end, in milliseconds. */
const LONGEST_END_MS = 600_000;

/**
 * How long a run sends requests, in milliseconds. The rest of its time is for updating the list and writing the audit: a
 * fifth, and 10 minutes at most. That is 2 minutes of a HIGH.
 */
export function requestTimeMs(runTimeoutMs: number): number {
  return runTimeoutMs - Math.min(runTimeoutMs / 5, LONGEST_END_MS);
}
