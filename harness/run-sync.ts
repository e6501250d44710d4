import type { FullSyncParams } from '../src/client';
import type { SyncKind } from '../src/domain/run';
import type { RunRecord } from '../src/store';
import type { TestStack } from './stack';

/** Start a run, wait for its end, whatever the outcome, and read its audit. */
export async function runSync(
  stack: TestStack,
  kind: SyncKind,
  params: Partial<FullSyncParams> = {},
): Promise<RunRecord> {
  const { workflowId, runId } = await stack.syncs.startSync(kind, params);
  return waitForRun(stack, workflowId, runId);
}

/** Wait for the end of a run, whatever the outcome, and read its audit. */
export async function waitForRun(stack: TestStack, workflowId: string, runId: string): Promise<RunRecord> {
  await stack.temporal.workflow
    .getHandle(workflowId, undefined, { firstExecutionRunId: runId })
    .result()
    .catch(() => undefined);
  const record = await stack.store.readRun(workflowId, runId);
  if (record === undefined) throw new Error(`the run ${workflowId} left no audit`);
  return record;
}
