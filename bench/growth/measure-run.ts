import { countActions } from '../../harness/histories/count-actions';
import { readHistories } from '../../harness/histories/read-histories';
import { readTreeCpuSeconds } from '../process-stats';
import type { BenchStack, Servers } from '../stack';
import { startTimedSync } from '../time-sync';

type Process = 'worker' | 'temporal' | 'postgres';

/** What one run needed. */
export interface RunUsage {
  durationMs: number;
  /** Of each process with its descendants. */
  cpuSeconds: Record<Process, number>;
  /** Of the run and its chunks together. */
  historyBytes: number;
  /** The events of the longest history of one execution. */
  largestHistory: number;
  /** Of Temporal Cloud, for a run that was started by hand. */
  actions: number;
}

/** Run a sync to its end, and measure what it needed. */
export async function measureRun(
  servers: Servers,
  stack: BenchStack,
  kind: 'full' | 'high',
): Promise<RunUsage> {
  const before = readCpuSeconds(servers, stack);
  const run = await startTimedSync(stack, kind);
  const durationMs = await run.duration;
  const after = readCpuSeconds(servers, stack);
  await checkSize(stack, kind, run);
  const histories = await readHistories(stack.temporal, run);
  return {
    durationMs,
    cpuSeconds: {
      worker: after.worker - before.worker,
      temporal: after.temporal - before.temporal,
      postgres: after.postgres - before.postgres,
    },
    historyBytes: histories.reduce((sum, { bytes }) => sum + bytes, 0),
    largestHistory: Math.max(...histories.map(({ events }) => events.length)),
    actions: histories.reduce((sum, { events }) => sum + countActions(events), 0),
  };
}

function readCpuSeconds({ temporal, postgres }: Servers, { worker }: BenchStack): Record<Process, number> {
  return {
    worker: readTreeCpuSeconds(worker.pid),
    temporal: readTreeCpuSeconds(temporal.pid),
    postgres: readTreeCpuSeconds(postgres.pid),
  };
}

/** A run over fewer offers would measure another size. A FULL meets those that it rereads once more. */
async function checkSize(
  { store, offers, converting }: BenchStack,
  kind: 'full' | 'high',
  { workflowId, runId }: { workflowId: string; runId: string },
): Promise<void> {
  const expected = kind === 'full' ? offers : converting;
  const met = (await store.readRun(workflowId, runId))?.offersMet ?? 0;
  if (met < expected) throw new Error(`a ${kind} met ${met} offers instead of ${expected}`);
}
