import { assertNamespace } from './client/access';
import {
  type BoundedCalls,
  createBoundedCalls,
  CALL_TIMEOUT_MS,
  TemporalUnavailableError,
} from './client/deadline';
import {
  describeRun,
  findRunningSyncs,
  firstRunId,
  queryProgress,
  statusOf,
  type SyncExecution,
  toExecution,
} from './client/executions';
import type { MirrorContext } from './client/mirror-context';
import { type QueueState, readQueueStates } from './client/queues';
import {
  setSchedulePaused,
  kindOfSchedule,
  readSchedule,
  type ScheduleState,
  type TriggerResult,
  triggerSchedule,
} from './client/schedule-control';
import { findScheduleProblems, type ScheduleProblem } from './client/schedule-problems';
import { readScheduleTimes, type ScheduleIntervals, scheduleTimesOf } from './client/schedules';
import { startRun, type StartResult } from './client/start-run';
import { testAlerts } from './client/test-alerts';
import type { ScheduleTimes } from './domain/alerts/overdue';
import { SYNC_KINDS, type RunKey, type RunStatus, type SyncKind } from './domain/run';
import type { ChannelTest, FullSyncParams } from './workflows/contract';

export { assertNamespace, describeServer, findAccessError, TemporalAccessError } from './client/access';
export { createTemporalClient, temporalOptions } from './client/connection';
export { TemporalUnavailableError } from './client/deadline';
export { type MirrorContext, OtherMirrorError } from './client/mirror-context';
export { applySchedules, assertOwnSchedules, readScheduleOwners } from './client/schedules';
export type { ScheduleProblem } from './client/schedule-problems';
export type { SyncExecution } from './client/executions';
export type { QueueState } from './client/queues';
export type { ScheduleState, TriggerResult } from './client/schedule-control';
export type { StartResult } from './client/start-run';
export { FULL_SYNC_STATUSES } from './domain/run';
export { FULL_SYNC_BOUNDS } from './domain/run-params';
export {
  FULL_SYNC_DEFAULTS,
  QUEUE_OF_KIND,
  SCHEDULE_IDS,
  TASK_QUEUES,
  type FullSyncParams,
  type TaskQueueName,
} from './workflows/contract';

const PLAN_POLL_MS = 25;

/** `requested`: the run will end as cancelled. `ended`: it had ended before the request. */
export type CancelResult =
  { outcome: 'requested'; runId: string } | { outcome: 'ended'; status: RunStatus; runId: string };

export interface SyncClientOptions extends MirrorContext {
  /** Address of the Temporal Web UI, without a trailing slash. Undefined: no links. */
  uiUrl: string | undefined;
  /** The intervals of the settings. */
  intervals: ScheduleIntervals;
  /** Deadline of a read, in milliseconds. Default: 2,500. A change has 5,000 at least. */
  callTimeoutMs?: number | undefined;
}

/**
 * Starts, reads and controls runs and schedules. A read ends within `callTimeoutMs`, a change within that or five
 * seconds, whichever is longer, except `readPlannedChunks` and `testAlerts`.
 *
 * Chunks and workflows of other applications are treated as not found.
 *
 * @throws {TemporalUnavailableError} from every other call if the server cannot be reached or does not answer in time.
 */
export function createSyncClient({
  uiUrl,
  intervals,
  callTimeoutMs = CALL_TIMEOUT_MS,
  ...context
}: SyncClientOptions) {
  const { temporal } = context;
  const calls = createBoundedCalls(temporal, callTimeoutMs);
  return {
    ...runCalls(context, calls),
    ...scheduleCalls(context, calls),

    /** Finds the schedules that were deleted, or changed by hand. A pause is no problem. */
    findScheduleProblems: (): Promise<ScheduleProblem[]> =>
      calls.read((untilMs) => findScheduleProblems(context, intervals, untilMs), 'schedule problems'),

    /**
     * Reads when the schedules of HIGH and FULL start runs. While the server cannot be reached: by the settings. Throws no
     * `TemporalUnavailableError`.
     */
    readScheduleTimes: (): Promise<Record<'high' | 'full', ScheduleTimes>> =>
      calls
        .read((untilMs) => readScheduleTimes(context, intervals, untilMs), 'schedule times')
        .catch((error: unknown) => {
          if (error instanceof TemporalUnavailableError) return scheduleTimesOf(intervals);
          throw error;
        }),

    /** Reads the state of both task queues. */
    readQueues: (): Promise<QueueState[]> => calls.read(() => readQueueStates(context), 'queues'),

    /**
     * Has a worker send a test message to each channel of its settings. Takes up to 30 seconds. Undefined: no worker of the
     * queue for alerts has answered.
     */
    testAlerts: (): Promise<ChannelTest[] | undefined> => testAlerts(context, calls),

    /** Resolves if the server answers and has the namespace. */
    async ping(): Promise<void> {
      await calls.read(() => assertNamespace(temporal), 'ping');
    },

    /**
     * The URL of a run in the Temporal Web UI: the page of its first execution, which links to the next ones. Null
     * without a Web UI.
     */
    linkTo({ workflowId, runId }: RunKey): string | null {
      if (uiUrl === undefined) return null;
      const namespace = encodeURIComponent(temporal.options.namespace);
      return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}/history`;
    },
  };
}

export type SyncClient = ReturnType<typeof createSyncClient>;

function runCalls(context: MirrorContext, { read, change }: BoundedCalls) {
  const { temporal } = context;
  return {
    /**
     * Starts a run, or joins the running one if it has the same parameters.
     *
     * Idempotent: concurrent calls with the same parameters start one run, because the server lets only one have the
     * workflow id. Only a FULL has parameters.
     *
     * @throws {OtherMirrorError} if a run of another mirror has the workflow id; the database's error, or one with the
     *   code `ETIMEDOUT`, if the mirror's id cannot be read within two seconds.
     */
    startSync: (kind: SyncKind, params: Partial<FullSyncParams> = {}): Promise<StartResult> =>
      change(() => startRun(context, kind, params), `start ${kind} ${JSON.stringify(params)}`),

    /**
     * Waits until a FULL has planned its chunks. Null: it has not reported their number within 2.5 seconds. Takes up to
     * 5 seconds, because the last query has a deadline of its own. Never throws.
     */
    async readPlannedChunks(workflowId: string, runId: string): Promise<number | null> {
      const deadlineMs = Date.now() + CALL_TIMEOUT_MS;
      while (Date.now() < deadlineMs) {
        const query = () => queryProgress(temporal, workflowId, runId, deadlineMs);
        const progress = await read(query, `progress of ${workflowId} ${runId}`).catch(() => undefined);
        if (progress?.chunksTotal != null) return progress.chunksTotal;
        await new Promise((resolve) => setTimeout(resolve, PLAN_POLL_MS));
      }
      return null;
    },

    /** Reads a run; without a run id, the newest one with this workflow id. Undefined: there is no such run. */
    readSync: (workflowId: string, runId?: string): Promise<SyncExecution | undefined> =>
      read(
        async (deadlineMs) => {
          const description = await describeRun(context, workflowId, runId);
          return description === undefined ? undefined : toExecution(context, description, deadlineMs);
        },
        `run ${JSON.stringify([workflowId, runId])}`,
      ),

    /** Lists the running syncs with their progress, also those that were started by hand under an id of their own. */
    listRunning: (): Promise<SyncExecution[]> =>
      read(async (deadlineMs) => {
        const running = await findRunningSyncs(context);
        return Promise.all(running.map((description) => toExecution(context, description, deadlineMs)));
      }, 'running'),

    /**
     * Requests cancellation of a run: it sends no new requests to the network, writes its audit, and ends as cancelled.
     *
     * Without a run id, the newest run with this workflow id. Undefined: there is no such run.
     */
    cancelSync: (workflowId: string, runId?: string): Promise<CancelResult | undefined> =>
      change(async () => {
        const description = await describeRun(context, workflowId, runId);
        if (description === undefined) return undefined;
        const [firstId, status] = [firstRunId(description), statusOf(description)];
        if (status !== 'running') return { outcome: 'ended', status, runId: firstId };
        // The first execution's id covers a run that continues as new, and excludes a later run of the same name.
        await temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: firstId }).cancel();
        return { outcome: 'requested', runId: firstId };
      }),
  };
}

function scheduleCalls(context: MirrorContext, { read, change }: BoundedCalls) {
  const changeById = async <T>(
    id: string,
    changeSchedule: (kind: SyncKind, deadlineMs: number) => Promise<T | undefined>,
  ) => {
    const kind = kindOfSchedule(id);
    return kind === undefined ? undefined : change((deadlineMs) => changeSchedule(kind, deadlineMs));
  };
  return {
    /** Lists the schedules. Omits those that have not been created. */
    async listSchedules(): Promise<ScheduleState[]> {
      const found = await read(
        (untilMs) => Promise.all(SYNC_KINDS.map((kind) => readSchedule(context, kind, untilMs))),
        'schedules',
      );
      return found.filter((schedule) => schedule !== undefined);
    },

    /** Stops a schedule from starting runs. A running sync continues. Undefined: there is no such schedule. */
    pauseSchedule: (id: string, note: string): Promise<ScheduleState | undefined> =>
      changeById(id, (kind, untilMs) => setSchedulePaused(context, kind, { paused: true, note, untilMs })),

    /** Resumes a paused schedule. Undefined: there is no such schedule. */
    resumeSchedule: (id: string, note: string): Promise<ScheduleState | undefined> =>
      changeById(id, (kind, untilMs) => setSchedulePaused(context, kind, { paused: false, note, untilMs })),

    /** Starts a schedule's run now, unless its previous run is still running. Undefined: there is no such schedule. */
    triggerSchedule: (id: string): Promise<TriggerResult | undefined> =>
      changeById(id, (kind, deadlineMs) => triggerSchedule(context, kind, deadlineMs)),
  };
}
