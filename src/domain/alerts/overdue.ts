import type { Instant } from '../offer';

/** The runs of one kind, as the table of runs has them. */
export interface RunsOfKind {
  /** The start of the last good one. */
  goodAt: Instant | null;
  /** How long that one took, in seconds. */
  goodSeconds: number | null;
  /** The start of the first one. Null: none has started. */
  firstAt: Instant | null;
}

/** The runs that show how old the mirror is, at a time. */
export interface RunsAt {
  at: Instant;
  high: RunsOfKind;
  full: RunsOfKind;
}

/** When a schedule starts runs. */
export interface ScheduleTimes {
  everySeconds: number;
  /** When it was created. Null: unknown. */
  createdAt: Instant | null;
}

/** A good run is overdue after this number of intervals. Runs start up to some seconds after their tick. */
const OVERDUE_AFTER = 3;
const TOLERANCE = 0.25;

/**
 * When the next good run is overdue, in milliseconds since 1970: by the start of the last good one, or else of the first one, or
 * else by the schedule. Undefined: none of them is known.
 */
export function overdueAt(
  { goodAt, firstAt }: RunsOfKind,
  { everySeconds, createdAt }: ScheduleTimes,
): number | undefined {
  const since = goodAt ?? firstAt ?? createdAt;
  return since === null ? undefined : Date.parse(since) + (OVERDUE_AFTER - TOLERANCE) * everySeconds * 1_000;
}

/** Whether a good HIGH, and a good FULL, is overdue. */
export function findOverdue(
  { at, ...runs }: RunsAt,
  schedules: Record<'high' | 'full', ScheduleTimes>,
): Record<'high' | 'full', boolean> {
  const isOverdue = (kind: 'high' | 'full') =>
    Date.parse(at) >= (overdueAt(runs[kind], schedules[kind]) ?? Infinity);
  return { high: isOverdue('high'), full: isOverdue('full') };
}
