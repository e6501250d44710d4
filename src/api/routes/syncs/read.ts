import { type SyncClient, TemporalUnavailableError } from '../../../client';
import type { Reads } from '../../reads';
import { combineRun, unlessUnavailable } from './combine-run';
import type { Sync } from './schema';

/**
 * Reads a run: the newest with this workflow id, or the one with this run id. Undefined: there is
 * none.
 *
 * @throws {TemporalUnavailableError} unless the run has ended and has a record.
 */
export async function readSync(
  reads: Reads,
  syncs: SyncClient,
  workflowId: string,
  runId?: string,
): Promise<Sync | undefined> {
  const [found, latest] = await Promise.all([
    unlessUnavailable(syncs.readSync(workflowId, runId)),
    reads.readRun(workflowId, runId),
  ]);
  if (found === 'unavailable') {
    if (latest === undefined || latest.status === 'running') throw new TemporalUnavailableError();
    return combineRun(undefined, latest, syncs);
  }
  // Temporal deletes ended runs after its retention period.
  if (found === undefined) return combineRun(undefined, latest, syncs);
  // Both were read at the same time. A run that ended in between has its final record only now.
  const isStale = latest?.runId !== found.runId || latest.status !== found.status;
  const record = isStale ? await reads.readRun(workflowId, found.runId) : latest;
  return combineRun(found, record, syncs);
}
