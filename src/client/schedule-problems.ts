import { isDeepStrictEqual } from 'node:util';
import type { ScheduleDescription } from '@temporalio/client';
import { SYNC_KINDS, type SyncKind } from '../domain/run';
import { SCHEDULE_IDS } from '../workflows/contract';
import type { MirrorContext } from './mirror-context';
import { describeSchedule, scheduleOptions, type ScheduleIntervals } from './schedules';

/** A schedule that is not as the settings define it. `schedules apply` and `start` put it back. */
export interface ScheduleProblem {
  id: string;
  problem: 'missing' | 'changed';
  /** What was changed, such as `interval`. Empty if it is missing. */
  differences: string[];
}

/** The common parts of a schedule's definition and of its description by the server. */
interface Definition {
  spec: Pick<ScheduleDescription['spec'], 'calendars' | 'skip' | 'startAt' | 'endAt' | 'jitter'> & {
    intervals?: { every: number; offset?: number }[];
  };
  action: {
    workflowType: string;
    workflowId?: string | undefined;
    taskQueue: string;
    args?: unknown;
    workflowExecutionTimeout?: unknown;
  };
  policies: Pick<ScheduleDescription['policies'], 'overlap' | 'catchupWindow'>;
  state?: Pick<ScheduleDescription['state'], 'remainingActions'>;
}

/** What a schedule consists of, by the name under which a difference is reported. */
const PARTS: [name: string, read: (schedule: Definition) => unknown][] = [
  ['interval', ({ spec }) => (spec.intervals ?? []).map(({ every, offset }) => [every, offset ?? 0])],
  ['jitter', ({ spec }) => spec.jitter ?? 0],
  ['other times', ({ spec }) => findOtherTimes(spec)],
  ['workflow type', ({ action }) => action.workflowType],
  ['workflow id', ({ action }) => action.workflowId],
  ['task queue', ({ action }) => action.taskQueue],
  ['arguments', ({ action }) => action.args ?? []],
  ['execution timeout', ({ action }) => action.workflowExecutionTimeout],
  ['overlap policy', ({ policies }) => policies.overlap],
  ['catch-up window', ({ policies }) => policies.catchupWindow],
  // A schedule with limited actions stops after the last one.
  ['limit of actions', ({ state }) => state?.remainingActions !== undefined],
];

/**
 * Finds the schedules that were deleted, or changed by hand. A pause is no problem: it is a person's decision.
 *
 * A schedule of another mirror counts as missing. `untilMs`: the end of the last request, in milliseconds since 1970.
 */
export async function findScheduleProblems(
  context: MirrorContext,
  intervals: ScheduleIntervals,
  untilMs: number,
): Promise<ScheduleProblem[]> {
  const found = await Promise.all(SYNC_KINDS.map((kind) => findProblem(context, kind, intervals, untilMs)));
  return found.filter((problem) => problem !== undefined);
}

async function findProblem(
  context: MirrorContext,
  kind: SyncKind,
  intervals: ScheduleIntervals,
  untilMs: number,
): Promise<ScheduleProblem | undefined> {
  const id = SCHEDULE_IDS[kind];
  const found = await describeSchedule(context, kind, { untilMs });
  if (found === undefined) return { id, problem: 'missing', differences: [] };
  const wanted = scheduleOptions(kind, intervals, { prefix: context.prefix, mirrorId: '' });
  const differences = PARTS.filter(([, read]) => !isDeepStrictEqual(read(found), read(wanted))).map(
    ([name]) => name,
  );
  return differences.length === 0 ? undefined : { id, problem: 'changed', differences };
}

/** Times beside the interval, and times at which the schedule starts nothing. */
function findOtherTimes(spec: Definition['spec']) {
  return {
    calendars: spec.calendars ?? [],
    skip: spec.skip ?? [],
    startAt: spec.startAt,
    endAt: spec.endAt,
  };
}
