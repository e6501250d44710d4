import { type SyncClient, TemporalUnavailableError } from '../../../client';
import type { Reads } from '../../reads';
import { combineRun, unlessUnavailable } from './combine-run';
import type { Sync } from './schema';

/**
 * How a run stands or ended: the newest with this workflow id, or the one whose first execution has this run id.
 * Undefined: there is none.
 *
 * @throws {TemporalUnavailableError} where only Temporal could say.
 */
export async function readSync(
  reads: Reads,
  syncs: SyncClient,
  workflowId: string,
  runId?: string,
): Promise<Sync | undefined> {
  const [found, newest] = await Promise.all([
    unlessUnavailable(syncs.readSync(workflowId)),
    reads.readRun(workflowId, runId),
  ]);
  // Temporal forgets runs after a while, and may be away; what has ended is in the mirror's own books.
  if (found === 'away') {
    if (newest === undefined || newest.status === 'running') throw new TemporalUnavailableError();
    return combineRun(undefined, newest, syncs);
  }
  const execution = runId === undefined || found?.runId === runId ? found : undefined;
  if (execution === undefined) return combineRun(undefined, newest, syncs);
  // The books were read at the same time: what ended meanwhile has its audit there by now.
  const isOld = newest?.runId !== execution.runId || newest.status !== execution.status;
  const record = isOld ? await reads.readRun(workflowId, execution.runId) : newest;
  return combineRun(execution, record, syncs);
}
