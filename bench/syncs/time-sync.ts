import type { FullSyncParams } from '../../src/client';
import type { SyncKind } from '../../src/domain/run';
import type { Stage } from '../open-stage';

/** A run that somebody has started. */
export interface TimedSync {
  workflowId: string;
  runId: string;
  /** Whether it still goes on. */
  isGoing: () => boolean;
  /** Milliseconds from the wish to start it to its end, its audit written. Rejects where it was not complete. */
  took: Promise<number>;
}

/** Start a run as the API does, and take its time. */
export async function timeSync(
  { syncs, temporal, store }: Pick<Stage, 'syncs' | 'temporal' | 'store'>,
  kind: SyncKind,
  params: Partial<FullSyncParams> = {},
): Promise<TimedSync> {
  const startedMs = performance.now();
  const { outcome, workflowId, runId } = await syncs.startSync(kind, params);
  if (outcome !== 'started') throw new Error(`a ${kind} was going already`);
  let isGoing = true;
  const took = (async () => {
    await temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId }).result();
    const tookMs = performance.now() - startedMs;
    isGoing = false;
    const audit = await store.readRun(workflowId, runId);
    if (audit?.status !== 'completed' || audit.retries !== 0) {
      throw new Error(`the ${kind} was not complete at once: ${JSON.stringify(audit)}`);
    }
    return tookMs;
  })();
  // Whoever awaits it later still sees it reject.
  took.catch(() => undefined);
  return { workflowId, runId, isGoing: () => isGoing, took };
}
