import type { Schemas } from '../../api';

/** The seconds until the next run that is not due yet. Undefined: there is none, because the schedule is paused or over. */
export function secondsUntilNext(
  { paused, nextRuns }: Pick<Schemas['Schedule'], 'paused' | 'nextRuns'>,
  nowMs: number,
): number | undefined {
  if (paused) return undefined;
  const next = nextRuns.map((time) => Date.parse(time)).find((time) => time > nowMs);
  return next === undefined ? undefined : (next - nowMs) / 1_000;
}
