import { SCHEDULE_IDS } from '../../src/client';
import type { Store } from '../../src/store';

/** A moment at which a HIGH was due, and what came of it. */
export interface HighTick {
  /** From the moment until the run was entered, and until its audit was written, in milliseconds; undefined: it has none. */
  startedAfterMs: number | undefined;
  endedAfterMs: number | undefined;
}

/** The most that an API page of runs has. */
const MOST_RUNS = 500;

/** What became of every tick of the schedule, that comes so often, from one moment until before another. */
export async function readHighTicks(
  { listRuns }: Store,
  everyMs: number,
  fromMs: number,
  untilMs: number,
): Promise<HighTick[]> {
  const { runs } = await listRuns({ kind: 'high', limit: MOST_RUNS });
  const ticks: HighTick[] = [];
  // The server's intervals are counted from 1970 on.
  for (let dueMs = Math.ceil(fromMs / everyMs) * everyMs; dueMs < untilMs; dueMs += everyMs) {
    const id = `${SCHEDULE_IDS.high}-${new Date(dueMs).toISOString().replace('.000Z', 'Z')}`;
    const run = runs.find(({ workflowId, status }) => workflowId === id && status === 'completed');
    const after = (moment: string | null | undefined) =>
      moment == null ? undefined : Date.parse(moment) - dueMs;
    ticks.push({ startedAfterMs: after(run?.startedAt), endedAfterMs: after(run?.finishedAt) });
  }
  return ticks;
}
