import type { SyncClient } from '../client';
import { findOverdue } from '../domain/alerts/overdue';
import type { Reads } from './reads';

/** Reads the age of the data, and whether a complete run is overdue. Needs the database; the Temporal server may be away. */
export async function readFreshness(reads: Reads, syncs: Pick<SyncClient, 'readScheduleTimes'>) {
  const [last, runs, schedules] = await Promise.all([
    reads.readFreshness(),
    reads.readRunsOfKinds(),
    syncs.readScheduleTimes(),
  ]);
  return { ...last, overdue: findOverdue(runs, schedules) };
}
