import { type SyncClient, type SyncExecution, TemporalUnavailableError } from '../../../client';
import type { RunRecord } from '../../../store';
import type { Sync } from './schema';
import { pathOfSync } from './start-response';

/**
 * One picture from what Temporal and the books know. Temporal says whether it runs; how it ended is in the books, as
 * far as the run could write there. Undefined: neither knows it.
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
    links: { self: pathOfSync(known.workflowId), ui: syncs.linkTo(known.workflowId) },
  };
}

/** What Temporal says, or that it is away: what is in the mirror's own books can be told without it. */
export async function unlessUnavailable<T>(asked: Promise<T>): Promise<T | 'away'> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TemporalUnavailableError) return 'away';
    throw error;
  }
}
