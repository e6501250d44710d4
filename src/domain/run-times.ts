import type { SyncKind } from './run';

/**
 * How long a run may take before Temporal ends it, so that a stuck run cannot block its schedule.
 *
 * HIGH gives its batches 90 s by default; 10 minutes leave room for an outage of the database or the workers. FULL over
 * 10,000 pages at the default 20 requests a second takes about 9 minutes; six hours leave room for outages, and for
 * catalogues many times that size.
 */
export const RUN_TIMEOUT_SECONDS: Record<SyncKind, number> = { high: 600, full: 21_600, refresh: 600 };

/** After this time without a heartbeat, the server has another worker retry an attempt, in milliseconds. */
export const HEARTBEAT_TIMEOUT_MS = 10_000;

/** A test of all channels of alerts has this much time, in milliseconds: more than one message to a slow mail server takes. */
export const CHANNEL_TEST_TIMEOUT_MS = 25_000;

/** At most this much of a run's time is kept for its end, in milliseconds. */
const LONGEST_END_MS = 600_000;

/**
 * How long a run sends requests, in milliseconds. The rest of its timeout is for updating the list and writing the audit: a
 * fifth, but at most 10 minutes. For a HIGH that is 2 minutes.
 */
export function requestTimeMs(runTimeoutMs: number): number {
  return runTimeoutMs - Math.min(runTimeoutMs / 5, LONGEST_END_MS);
}
