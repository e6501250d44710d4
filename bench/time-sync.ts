import type { FullSyncParams } from '../src/client';
import type { SyncKind } from '../src/domain/run';
import type { Clients } from '../src/local/clients';

/** A run that is being timed. */
export interface TimedSync {
  workflowId: string;
  runId: string;
  isRunning: () => boolean;
  /** Milliseconds from the start request to the end of the run, its audit written. Rejects if it did not complete at once. */
  duration: Promise<number>;
}

/** Start a run as the API does, and time it. */
export async function startTimedSync(
  { syncs, temporal, store }: Clients,
  kind: SyncKind,
  params: Partial<FullSyncParams> = {},
): Promise<TimedSync> {
  const startedMs = performance.now();
  const { outcome, workflowId, runId } = await syncs.startSync(kind, params);
  if (outcome !== 'started') throw new Error(`a ${kind} was already running`);
  let isRunning = true;
  const duration = (async () => {
    await temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId }).result();
    const durationMs = performance.now() - startedMs;
    isRunning = false;
    const audit = await store.readRun(workflowId, runId);
    if (audit?.status !== 'completed' || audit.retries !== 0) {
      throw new Error(`the ${kind} did not complete at once: ${JSON.stringify(audit)}`);
    }
    return durationMs;
  })();
  // A caller that awaits it later still gets the rejection.
  duration.catch(() => undefined);
  return { workflowId, runId, isRunning: () => isRunning, duration };
}

/** Run a sync to its end, and return its duration in milliseconds. */
export async function timeSync(
  clients: Clients,
  kind: SyncKind,
  params?: Partial<FullSyncParams>,
): Promise<number> {
  return (await startTimedSync(clients, kind, params)).duration;
}
