import type { SyncClient, SyncExecution } from '../../../client';
import type { RunQuery, RunRecord } from '../../../store';
import type { Reads } from '../../reads';
import { combineRun, unlessUnavailable } from './combine-run';
import { readSync } from './read';
import type { Sync } from './schema';

export interface SyncPage {
  syncs: Sync[];
  /** Null: these are the last. */
  nextCursor: string | null;
}

/**
 * List runs, newest first: those of the books, with what Temporal knows of the ones that are going.
 *
 * A run that no worker has taken up yet is in no book; it comes first. Without Temporal the books alone are told.
 */
export async function listSyncs(reads: Reads, syncs: SyncClient, query: RunQuery): Promise<SyncPage> {
  const [page, found] = await Promise.all([reads.listRuns(query), unlessUnavailable(syncs.listRunning())]);
  const going = found === 'away' ? undefined : found;
  const isFirst = !query.cursor && (query.status ?? 'running') === 'running';
  const early = isFirst ? await notInBooks(reads, going ?? [], query) : [];
  // A page is never longer than was asked for; what does not fit any more comes with the next.
  const { runs, nextCursor } =
    early.length > 0 && page.runs.length + early.length > query.limit
      ? await reads.listRuns({ ...query, limit: query.limit - early.length })
      : page;
  const combined = await resolveRuns(runs, going, reads, syncs);
  const wanted = combined.filter((sync) => query.status !== 'running' || sync.status === 'running');
  return { syncs: [...early.map((run) => combineRun(run, undefined, syncs)!), ...wanted], nextCursor };
}

/** Runs of the books as they stand, by what is going; undefined: nobody knows what is. */
export function resolveRuns(
  records: RunRecord[],
  going: SyncExecution[] | undefined,
  reads: Reads,
  syncs: SyncClient,
): Promise<Sync[]> {
  return Promise.all(records.map((record) => standing(record, going, reads, syncs)));
}

async function notInBooks(reads: Reads, going: SyncExecution[], query: RunQuery): Promise<SyncExecution[]> {
  const wanted = going.filter(({ kind }) => query.kind === undefined || query.kind === kind);
  const records = await Promise.all(wanted.map(({ workflowId, runId }) => reads.readRun(workflowId, runId)));
  const early = wanted.filter((_run, index) => records[index] === undefined);
  return early.length < query.limit ? early : [];
}

/** A run that the books call running and that is not going any more has ended just now, or was ended by Temporal itself. */
async function standing(
  record: RunRecord,
  going: SyncExecution[] | undefined,
  reads: Reads,
  syncs: SyncClient,
): Promise<Sync> {
  if (record.status !== 'running' || going === undefined) return combineRun(undefined, record, syncs)!;
  const execution = going.find(({ runId }) => runId === record.runId);
  if (execution !== undefined) return combineRun(execution, record, syncs)!;
  return (
    (await readSync(reads, syncs, record.workflowId, record.runId)) ?? combineRun(undefined, record, syncs)!
  );
}
