import type { SyncClient, SyncExecution } from '../../../client';
import type { RunQuery, RunRecord } from '../../../store';
import type { Reads } from '../../reads';
import { combineRun, unlessUnavailable } from './combine-run';
import { readSync } from './read';
import type { Sync } from './schema';

/** One page of the list of runs. */
export interface SyncPage {
  syncs: Sync[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * Lists runs, newest first: the records of the database, with Temporal's state of the running ones.
 *
 * A run that no worker has picked up has no record yet; it comes first. Without Temporal, lists the records alone.
 */
export async function listSyncs(reads: Reads, syncs: SyncClient, query: RunQuery): Promise<SyncPage> {
  const [page, found] = await Promise.all([reads.listRuns(query), unlessUnavailable(syncs.listRunning())]);
  const running = found === 'unavailable' ? undefined : found;
  const isFirstPage = !query.cursor && includes(query.status, 'running');
  const unrecorded = isFirstPage ? await findUnrecorded(reads, running ?? [], query) : [];
  // The page keeps its limit: records that no longer fit come with the next page.
  const { runs, nextCursor } =
    unrecorded.length > 0 && page.runs.length + unrecorded.length > query.limit
      ? await reads.listRuns({ ...query, limit: query.limit - unrecorded.length })
      : page;
  const resolved = await resolveRuns(runs, running, reads, syncs);
  // A run may have ended since the list was read.
  const isRunningOnly = [query.status].flat().every((status) => status === 'running');
  const matching = resolved.filter((sync) => !isRunningOnly || sync.status === 'running');
  return { syncs: [...unrecorded.map((run) => combineRun(run, undefined, syncs)!), ...matching], nextCursor };
}

/** Whether a filter allows a value. Undefined: it allows any. */
function includes<T>(allowed: T | readonly T[] | undefined, value: T): boolean {
  return allowed === undefined || [allowed].flat().includes(value);
}

/** Combines records with the running syncs. `running` is undefined if Temporal is unavailable. */
export function resolveRuns(
  records: RunRecord[],
  running: SyncExecution[] | undefined,
  reads: Reads,
  syncs: SyncClient,
): Promise<Sync[]> {
  return Promise.all(records.map((record) => resolveRun(record, running, reads, syncs)));
}

async function findUnrecorded(
  reads: Reads,
  running: SyncExecution[],
  query: RunQuery,
): Promise<SyncExecution[]> {
  const matching = running.filter(({ kind }) => includes(query.kind, kind));
  const records = await Promise.all(
    matching.map(({ workflowId, runId }) => reads.readRun(workflowId, runId)),
  );
  const unrecorded = matching.filter((_run, index) => records[index] === undefined);
  return unrecorded.length < query.limit ? unrecorded : [];
}

async function resolveRun(
  record: RunRecord,
  running: SyncExecution[] | undefined,
  reads: Reads,
  syncs: SyncClient,
): Promise<Sync> {
  const execution = running?.find(({ runId }) => runId === record.runId);
  // A record that is still `running` without an execution: the run has just ended, or Temporal itself ended it.
  const isOutdated = record.status === 'running' && running !== undefined && execution === undefined;
  const current = isOutdated ? await readSync(reads, syncs, record.workflowId, record.runId) : undefined;
  return current ?? combineRun(execution, record, syncs)!;
}
