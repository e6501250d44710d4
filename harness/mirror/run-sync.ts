import type { FullSyncParams } from '../../src/client';
import type { SyncKind } from '../../src/domain/run';
import type { RunRecord } from '../../src/store';
import type { LentMirror } from './mirror';

/** Start a run, wait for its end however it ends, and read its audit. */
export async function runSync(
  mirror: LentMirror,
  kind: SyncKind,
  params: Partial<FullSyncParams> = {},
): Promise<RunRecord> {
  const { workflowId, runId } = await mirror.syncs.startSync(kind, params);
  return readEnd(mirror, workflowId, runId);
}

/** Wait for the end of a run, however it ends, and read its audit. */
export async function readEnd(mirror: LentMirror, workflowId: string, runId: string): Promise<RunRecord> {
  await mirror.temporal.workflow
    .getHandle(workflowId, undefined, { firstExecutionRunId: runId })
    .result()
    .catch(() => undefined);
  const record = await mirror.store.readRun(workflowId, runId);
  if (record === undefined) throw new Error(`the run ${workflowId} left no audit`);
  return record;
}
