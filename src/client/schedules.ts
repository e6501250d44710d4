import {
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { ScheduleTimes } from '../domain/alerts/overdue';
import { SYNC_KINDS, type SyncKind } from '../domain/run';
import {
  FULL_SYNC_DEFAULTS,
  manualWorkflowId,
  QUEUE_OF_KIND,
  readMirrorId,
  RUN_TIMEOUT_SECONDS,
  type RunMemo,
  scheduleIdOf,
  WORKFLOW_TYPES,
} from '../workflows/contract';
import { grpcErrorOf } from './deadline';
import { assertOwn, isOwn, type MirrorContext } from './mirror-context';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The server implements a schedule as a workflow. A describe request that arrives while that workflow continues as new
 * hangs for five seconds; a second request succeeds at once. Of 10,000 requests to a busy schedule 13 hung, and 12 of
 * these succeeded within 90 ms on the second attempt.
 */
const DESCRIBE_TIMEOUT_MS = 700;
/** Seven seconds, for a caller without a deadline. */
const MAX_ATTEMPTS = 10;

/** The gRPC status codes of such a request: `DEADLINE_EXCEEDED`, or `CANCELLED` if the server itself gives it up. */
const RETRIED_CODES = [4, 1];

/** Intervals of the schedules, in milliseconds. The refresh runs every hour. */
export interface ScheduleIntervals {
  highEveryMs: number;
  fullEveryMs: number;
  /** Take over the schedules of another mirror, and end its runs. Default: false. */
  takeOver?: boolean | undefined;
}

/**
 * Creates or updates the three schedules according to the settings.
 *
 * Idempotent. Keeps the state that an operator has set: a paused schedule stays paused. Adopts the schedules of an
 * earlier version, which name no mirror.
 *
 * @throws {OtherMirrorError} if a schedule belongs to another mirror. Then none is changed.
 */
export async function applySchedules(context: MirrorContext, intervals: ScheduleIntervals): Promise<void> {
  const { temporal } = context;
  const mirrorId = await context.readMirrorId();
  if (intervals.takeOver) await endRunsOfOthers(context, mirrorId);
  else await assertOwnSchedules(context);
  for (const kind of SYNC_KINDS) {
    const options = scheduleOptions(kind, intervals, { prefix: context.prefix, mirrorId });
    try {
      await temporal.schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = options;
      await temporal.schedule.getHandle(options.scheduleId).update((previous) => {
        // Again, because another mirror may have created it since.
        if (!intervals.takeOver) assertOwn(options.scheduleId, readMirrorId(previous.action.memo), mirrorId);
        const { paused, note } = previous.state;
        return {
          ...previous,
          spec,
          action,
          policies: { ...policies },
          state: { paused, ...(note && { note }) },
        };
      });
    }
  }
}

/** A schedule with a name of this mirror, and the mirror that applied it; null: an earlier version did. */
interface ScheduleOwner {
  scheduleId: string;
  mirrorId: string | null;
}

/** Reads which mirrors own the schedules with the names of this mirror. Leaves out schedules that do not exist. */
export async function readScheduleOwners(context: MirrorContext): Promise<ScheduleOwner[]> {
  const schedules = await Promise.all(SYNC_KINDS.map((kind) => describeAnySchedule(context, kind)));
  return schedules
    .filter((schedule) => schedule !== undefined)
    .map(({ scheduleId, action }) => ({ scheduleId, mirrorId: readMirrorId(action.memo) }));
}

/**
 * Check that no schedule with a name of this mirror belongs to another one.
 *
 * @throws {OtherMirrorError}
 */
export async function assertOwnSchedules(context: MirrorContext): Promise<void> {
  const own = await context.readMirrorId();
  for (const { scheduleId, mirrorId } of await readScheduleOwners(context)) {
    assertOwn(scheduleId, mirrorId, own);
  }
}

/** Terminate the runs of another mirror that have a name of this one: no worker here would ever finish them. */
async function endRunsOfOthers(context: MirrorContext, own: string): Promise<void> {
  for (const kind of SYNC_KINDS) {
    const schedule = await describeAnySchedule(context, kind);
    const scheduled = schedule?.info.runningActions.map(({ workflow }) => workflow.workflowId) ?? [];
    for (const workflowId of [...scheduled, manualWorkflowId(kind, context.prefix)]) {
      const handle = context.temporal.workflow.getHandle(workflowId);
      try {
        const { status, memo } = await handle.describe();
        const owner = readMirrorId(memo);
        if (status.name !== 'RUNNING' || owner === null || owner === own) continue;
        await handle.terminate(`taken over by the mirror ${own}`);
      } catch (error) {
        // It never existed, or has ended meanwhile.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    }
  }
}

/** The definition of a kind's schedule. */
export function scheduleOptions(
  kind: SyncKind,
  { highEveryMs, fullEveryMs }: ScheduleIntervals,
  { prefix, mirrorId }: { prefix: string; mirrorId: string },
) {
  const spec = {
    high: { intervals: [{ every: highEveryMs }] },
    // The jitter keeps several mirrors from starting on the hour at the same time.
    full: { intervals: [{ every: fullEveryMs }], jitter: MINUTE_MS },
    refresh: { intervals: [{ every: HOUR_MS, offset: HOUR_MS / 2 }] },
  }[kind];
  const params = kind === 'full' ? FULL_SYNC_DEFAULTS : {};
  const memo: RunMemo = { params, mirrorId };
  return {
    scheduleId: scheduleIdOf(kind, prefix),
    spec,
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPES[kind],
      workflowId: scheduleIdOf(kind, prefix),
      taskQueue: `${prefix}${QUEUE_OF_KIND[kind]}`,
      args: [params],
      memo: { ...memo },
      workflowExecutionTimeout: RUN_TIMEOUT_SECONDS[kind] * 1_000,
      staticSummary: `${kind} sync, by schedule`,
    },
    policies: {
      // An action due while the previous run is still running is skipped: that run does the same work.
      overlap: ScheduleOverlapPolicy.SKIP,
      // After a longer outage one run makes up for all missed ones.
      catchupWindow: (kind === 'high' ? 2 : 10) * MINUTE_MS,
    },
  } satisfies ScheduleOptions;
}

/** Finds the running sync that the kind's schedule started. Undefined: none is running, or the schedule does not exist. */
export async function findScheduledRun(
  context: MirrorContext,
  kind: SyncKind,
): Promise<WorkflowExecutionDescription | undefined> {
  const info = (await describeSchedule(context, kind))?.info;
  for (const { workflow } of info?.runningActions ?? []) {
    const description = await context.temporal.workflow.getHandle(workflow.workflowId).describe();
    if (description.status.name === 'RUNNING') return description;
  }
  return undefined;
}

/**
 * Describes a kind's schedule. Repeats requests that hang until `untilMs`, or for seven seconds.
 *
 * Undefined: it has not been created, or belongs to another mirror.
 */
export async function describeSchedule(
  context: MirrorContext,
  kind: SyncKind,
  options?: DescribeOptions,
): Promise<ScheduleDescription | undefined> {
  const description = await describeAnySchedule(context, kind, options);
  return (await isOwn(context, description?.action.memo)) ? description : undefined;
}

/**
 * Reads when the schedules of HIGH and FULL start runs. Of a schedule that does not exist or has no interval: the interval of the
 * settings.
 */
export async function readScheduleTimes(
  context: MirrorContext,
  intervals: ScheduleIntervals,
  untilMs: number,
): Promise<Record<'high' | 'full', ScheduleTimes>> {
  const read = async (kind: 'high' | 'full', { everySeconds }: ScheduleTimes): Promise<ScheduleTimes> => {
    const schedule = await describeSchedule(context, kind, { untilMs });
    const everyMs = (schedule?.spec.intervals ?? []).map(({ every }) => every);
    return {
      everySeconds: everyMs.length === 0 ? everySeconds : Math.min(...everyMs) / 1_000,
      createdAt: schedule?.info.createdAt.toISOString() ?? null,
    };
  };
  const { high, full } = scheduleTimesOf(intervals);
  const [ofHigh, ofFull] = await Promise.all([read('high', high), read('full', full)]);
  return { high: ofHigh, full: ofFull };
}

/** When the settings have the schedules start runs. */
export function scheduleTimesOf(intervals: ScheduleIntervals): Record<'high' | 'full', ScheduleTimes> {
  return {
    high: { everySeconds: intervals.highEveryMs / 1_000, createdAt: null },
    full: { everySeconds: intervals.fullEveryMs / 1_000, createdAt: null },
  };
}

interface DescribeOptions {
  /** Default: as many as fit. */
  attempts?: number;
  /** The end of the last attempt, in milliseconds since 1970. Default: that of ten attempts of 700 ms. */
  untilMs?: number | undefined;
}

async function describeAnySchedule(
  { temporal, prefix }: MirrorContext,
  kind: SyncKind,
  { untilMs = Date.now() + MAX_ATTEMPTS * DESCRIBE_TIMEOUT_MS, attempts = Infinity }: DescribeOptions = {},
): Promise<ScheduleDescription | undefined> {
  const handle = temporal.schedule.getHandle(scheduleIdOf(kind, prefix));
  for (let attempt = 1; ; attempt += 1) {
    const deadlineMs = Math.min(Date.now() + DESCRIBE_TIMEOUT_MS, untilMs);
    try {
      return await temporal.connection.withDeadline(deadlineMs, () => handle.describe());
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return undefined;
      if (attempt >= attempts || Date.now() >= untilMs || !mayBeRetried(error)) throw error;
    }
  }
}

function mayBeRetried(error: unknown): boolean {
  return RETRIED_CODES.includes(Number(grpcErrorOf(error)?.code));
}
