import type { FullSyncParams } from '../src/client';
import type { SyncKind } from '../src/domain/run';
import type { RunRecord } from '../src/store';
import type { TestStack } from './stack';

/** Start a run, wait for its end however it ends, and read its audit. */
export async function runSync(
  stack: TestStack,
  kind: SyncKind,
  params: Partial<FullSyncParams> = {},
): Promise<RunRecord> {
  const { workflowId, runId } = await stack.syncs.startSync(kind, params);
  return waitForRun(stack, workflowId, runId);
}

/** Wait for the end of a run, however it ends, and read its audit. */
export async function waitForRun(mirror: TestStack, workflowId: string, runId: string): Promise<RunRecord> {
  await mirror.temporal.workflow
    .getHandle(workflowId, undefined, { firstExecutionRunId: runId })
    .result()
    .catch(() => undefined);
  const record = await mirror.store.readRun(workflowId, runId);
  if (record === undefined) throw new Error(`the run ${workflowId} left no audit`);
  return record;
}
