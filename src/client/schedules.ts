import {
  type Client,
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { SYNC_KINDS, type SyncKind } from '../domain/run';
import {
  FULL_SYNC_DEFAULTS,
  QUEUE_OF_KIND,
  RUN_TIMEOUT_SECONDS,
  SCHEDULE_IDS,
  WORKFLOW_TYPES,
} from '../workflows/contract';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The server implements a schedule as a workflow. A describe request that arrives while that workflow continues as new
 * hangs for five seconds; a second request succeeds at once. Of 10,000 requests to a busy schedule 13 hung, and 12 of
 * these succeeded within 90 ms on the second attempt.
 */
const DESCRIBE_TIMEOUT_MS = 700;
const MAX_ATTEMPTS = 3;

/** The gRPC status code. */
const DEADLINE_EXCEEDED = 4;

/** Intervals of the schedules, in milliseconds. The refresh runs every hour. */
export interface ScheduleIntervals {
  highEveryMs: number;
  fullEveryMs: number;
}

/**
 * Creates or updates the three schedules according to the settings.
 *
 * Idempotent. Keeps the state that an operator has set: a paused schedule stays paused.
 */
export async function applySchedules(temporal: Client, intervals: ScheduleIntervals): Promise<void> {
  for (const kind of SYNC_KINDS) {
    const options = scheduleOptions(kind, intervals);
    try {
      await temporal.schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = options;
      await temporal.schedule.getHandle(options.scheduleId).update((previous) => ({
        ...previous,
        spec,
        action,
        policies: { ...policies },
        state: previous.state,
      }));
    }
  }
}

function scheduleOptions(kind: SyncKind, { highEveryMs, fullEveryMs }: ScheduleIntervals) {
  const spec = {
    high: { intervals: [{ every: highEveryMs }] },
    // The jitter keeps several mirrors from starting on the hour at the same time.
    full: { intervals: [{ every: fullEveryMs }], jitter: MINUTE_MS },
    refresh: { intervals: [{ every: HOUR_MS, offset: HOUR_MS / 2 }] },
  }[kind];
  const params = kind === 'full' ? FULL_SYNC_DEFAULTS : {};
  return {
    scheduleId: SCHEDULE_IDS[kind],
    spec,
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPES[kind],
      workflowId: SCHEDULE_IDS[kind],
      taskQueue: QUEUE_OF_KIND[kind],
      args: [params],
      memo: { params },
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
  temporal: Client,
  kind: SyncKind,
): Promise<WorkflowExecutionDescription | undefined> {
  const info = (await describeSchedule(temporal, kind))?.info;
  for (const { workflow } of info?.runningActions ?? []) {
    const description = await temporal.workflow.getHandle(workflow.workflowId).describe();
    if (description.status.name === 'RUNNING') return description;
  }
  return undefined;
}

/** Describes a kind's schedule, in at most `attempts` attempts (default: 3). Undefined: it has not been created. */
export async function describeSchedule(
  temporal: Client,
  kind: SyncKind,
  { attempts = MAX_ATTEMPTS } = {},
): Promise<ScheduleDescription | undefined> {
  const handle = temporal.schedule.getHandle(SCHEDULE_IDS[kind]);
  for (let attempt = 1; ; attempt += 1) {
    const deadlineMs = Date.now() + DESCRIBE_TIMEOUT_MS;
    try {
      return await temporal.connection.withDeadline(deadlineMs, () => handle.describe());
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return undefined;
      if (attempt >= attempts || !isDeadlineExceeded(error)) throw error;
    }
  }
}

function isDeadlineExceeded(error: unknown): boolean {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  return isGrpcServiceError(cause) && Number(cause.code) === DEADLINE_EXCEEDED;
}
