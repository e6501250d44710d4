import type { LiveStatus } from './provider';

/** A connection that is back within this time is not reported, in milliseconds. */
const RECONNECTING_MS = 10_000;

/** What the indicator shows. */
export type Look = 'live' | 'connecting' | 'reconnecting' | 'lost' | 'databaseAway';

/** What the indicator shows of a status. */
export function lookOf(status: LiveStatus, nowMs: number): Look {
  if (status.kind !== 'lost') return status.kind;
  return nowMs - status.since < RECONNECTING_MS ? 'reconnecting' : 'lost';
}
