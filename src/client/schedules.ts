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
 * A schedule is a workflow of the server's own, and a question that meets it while it continues as new hangs for five
 * seconds. Asked again it is answered at once: measured over 10,000 questions to a schedule that was never left alone,
 * 13 hung, and 12 of these were answered within 90 ms when asked again.
 */
const ASKED_AGAIN_AFTER_MS = 700;
const TIMES_ASKED = 3;

/** gRPC's number for an answer that did not come in time. */
const DEADLINE_EXCEEDED = 4;

/** How often each sync is due, in milliseconds. */
export interface ScheduleIntervals {
  highEveryMs: number;
  fullEveryMs: number;
}

/**
 * Make the three schedules what the settings say: create what is missing, change what differs.
 *
 * What an operator did stays as it is: a schedule that was paused stays paused.
 */
export async function applySchedules(temporal: Client, rhythm: ScheduleIntervals): Promise<void> {
  for (const kind of SYNC_KINDS) {
    const wanted = scheduleOf(kind, rhythm);
    try {
      await temporal.schedule.create(wanted);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = wanted;
      await temporal.schedule.getHandle(wanted.scheduleId).update((previous) => ({
        ...previous,
        spec,
        action,
        policies: { ...policies },
        state: previous.state,
      }));
    }
  }
}

function scheduleOf(kind: SyncKind, { highEveryMs, fullEveryMs }: ScheduleIntervals) {
  const spec = {
    high: { intervals: [{ every: highEveryMs }] },
    // A minute's jitter, so that not every mirror of the network asks on the stroke of the hour.
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
      // A tick that finds the last run still going is skipped: the run that is going does its work.
      overlap: ScheduleOverlapPolicy.SKIP,
      // After a longer absence one run makes up for all that were missed.
      catchupWindow: (kind === 'high' ? 2 : 10) * MINUTE_MS,
    },
  } satisfies ScheduleOptions;
}

/** The run that a kind's schedule started and that is going now; undefined: there is none, or no such schedule. */
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

/** A kind's schedule as the server has it; undefined: it has not been made. */
export async function describeSchedule(
  temporal: Client,
  kind: SyncKind,
  timesAsked = TIMES_ASKED,
): Promise<ScheduleDescription | undefined> {
  const handle = temporal.schedule.getHandle(SCHEDULE_IDS[kind]);
  for (let times = 1; ; times += 1) {
    const deadlineMs = Date.now() + ASKED_AGAIN_AFTER_MS;
    try {
      return await temporal.connection.withDeadline(deadlineMs, () => handle.describe());
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return undefined;
      if (times >= timesAsked || !isLate(error)) throw error;
    }
  }
}

function isLate(error: unknown): boolean {
  const failure = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  return isGrpcServiceError(failure) && Number(failure.code) === DEADLINE_EXCEEDED;
}
