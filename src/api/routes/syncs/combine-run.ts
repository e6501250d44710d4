import { type SyncClient, type SyncExecution, TemporalUnavailableError } from '../../../client';
import { describeRun } from '../../../format/run-audit';
import { linksTo } from '../../../format/run-links';
import type { RunRecord } from '../../../store';
import type { Sync } from './schema';

/**
 * Combines a run's execution in Temporal with its record in the database. The record has the final status and the audit
 * if the run could write them; otherwise Temporal has the status. Undefined: neither has the run.
 */
export function combineRun(
  execution: SyncExecution | undefined,
  record: RunRecord | undefined,
  syncs: SyncClient,
): Sync | undefined {
  const known = record ?? execution;
  if (known === undefined) return undefined;
  const hasEnded = record !== undefined && record.status !== 'running';
  return {
    workflowId: known.workflowId,
    runId: known.runId,
    kind: known.kind,
    status: hasEnded ? record.status : (execution ?? known).status,
    startedAt: known.startedAt,
    finishedAt: (hasEnded ? record.finishedAt : execution?.finishedAt) ?? null,
    progress: hasEnded ? null : (execution?.progress ?? null),
    audit: hasEnded ? record : null,
    error: record?.error ?? execution?.error ?? null,
    links: linksTo(known, syncs),
    summary: hasEnded ? describeRun(record) : [],
  };
}

/** Lets callers fall back to the records of runs when Temporal is unavailable. */
export async function unlessUnavailable<T>(call: Promise<T>): Promise<T | 'unavailable'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TemporalUnavailableError) return 'unavailable';
    throw error;
  }
}
