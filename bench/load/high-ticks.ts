import { SCHEDULE_IDS } from '../../src/client';
import type { Store } from '../../src/store';

/** A scheduled time of HIGH. */
export interface HighTick {
  /** Milliseconds to the start of its run, and to its audit. Undefined if no run of this tick has completed. */
  startDelay: number | undefined;
  endDelay: number | undefined;
}

/** The maximum of `listRuns`. */
const MAX_RUNS = 500;

/** The ticks of the schedule from one time until before another. */
export async function readHighTicks(
  { listRuns }: Store,
  intervalMs: number,
  fromMs: number,
  untilMs: number,
): Promise<HighTick[]> {
  const { runs } = await listRuns({ kind: 'high', limit: MAX_RUNS });
  const ticks: HighTick[] = [];
  // Temporal counts intervals from 1970.
  for (let dueMs = Math.ceil(fromMs / intervalMs) * intervalMs; dueMs < untilMs; dueMs += intervalMs) {
    const id = `${SCHEDULE_IDS.high}-${new Date(dueMs).toISOString().replace('.000Z', 'Z')}`;
    const run = runs.find(({ workflowId, status }) => workflowId === id && status === 'completed');
    const delay = (time: string | null | undefined) => (time == null ? undefined : Date.parse(time) - dueMs);
    ticks.push({ startDelay: delay(run?.startedAt), endDelay: delay(run?.finishedAt) });
  }
  return ticks;
}
