import type { Client } from '@temporalio/client';
import { type BoundedCall, createBoundedCall, CALL_TIMEOUT_MS } from './client/deadline';
import {
  describeRun,
  findRunningSyncs,
  firstRunId,
  queryProgress,
  statusOf,
  type SyncExecution,
  toExecution,
} from './client/executions';
import { type QueueState, readQueueStates } from './client/queues';
import {
  setSchedulePaused,
  kindOfSchedule,
  readSchedule,
  type ScheduleState,
  type TriggerResult,
  triggerSchedule,
} from './client/schedule-control';
import { startRun, type StartResult } from './client/start-run';
import { SYNC_KINDS, type RunStatus, type SyncKind } from './domain/run';
import type { FullSyncParams } from './workflows/contract';

export { createTemporalClient, temporalOptions } from './client/connection';
export { TemporalUnavailableError } from './client/deadline';
export { applySchedules } from './client/schedules';
export { createCoalescer } from './async/coalesce';
export type { SyncExecution } from './client/executions';
export type { QueueState, QueueTraffic, QueueWorker } from './client/queues';
export type { ScheduleState, TriggerResult } from './client/schedule-control';
export type { StartResult } from './client/start-run';
export { FULL_SYNC_STATUSES } from './domain/run';
export {
  FULL_SYNC_DEFAULTS,
  QUEUE_OF_KIND,
  SCHEDULE_IDS,
  TASK_QUEUES,
  type FullSyncParams,
  type SyncProgress,
  type TaskQueueName,
} from './workflows/contract';

/** Time between two looks at a run that has just begun, in milliseconds. */
const PLAN_POLL_MS = 25;

/** What became of a wish to cancel a run: it was told, or it had ended before. */
export type CancelResult =
  { outcome: 'requested'; runId: string } | { outcome: 'ended'; status: RunStatus; runId: string };

export interface SyncClientOptions {
  temporal: Client;
  /** The Web UI's address, without a slash at its end; undefined: there are no links into it. */
  uiUrl: string | undefined;
}

/**
 * What the service may ask of Temporal. Every call ends within 3 seconds, with a `TemporalUnavailableError` at worst.
 *
 * Workflows that are not runs of ours are not there for it: chunks, and those of other applications.
 */
export function createSyncClient({ temporal, uiUrl }: SyncClientOptions) {
  const bounded = createBoundedCall(temporal);
  return {
    ...runsOf(temporal, bounded),
    ...schedulesOf(temporal, bounded),

    /** How both task queues stand. */
    readQueues: (): Promise<QueueState[]> => bounded(() => readQueueStates(temporal), 'queues'),

    /** Whether the server answers. */
    async ping(): Promise<void> {
      await bounded(() => temporal.workflowService.getSystemInfo({}), 'ping');
    },

    /** A run's page in the Temporal Web UI; null where no Web UI is known. */
    linkTo(workflowId: string): string | null {
      if (uiUrl === undefined) return null;
      const namespace = encodeURIComponent(temporal.options.namespace);
      return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
    },
  };
}

export type SyncClient = ReturnType<typeof createSyncClient>;

function runsOf(temporal: Client, bounded: BoundedCall) {
  return {
    /**
     * Start a run of a kind, or join the one that is going.
     *
     * Equal wishes at once make one run: the server lets only one have the id, and it is asked for all of those who
     * come while it starts the first together. Parameters matter for FULL alone.
     */
    startSync: (kind: SyncKind, asked: Partial<FullSyncParams> = {}): Promise<StartResult> =>
      bounded(() => startRun(temporal, kind, asked), `start ${kind} ${JSON.stringify(asked)}`),

    /** How many chunks a FULL plans, once it has counted; null where it does not say so within 3 seconds. */
    async readPlannedChunks(workflowId: string, runId: string): Promise<number | null> {
      const deadline = Date.now() + CALL_TIMEOUT_MS;
      while (Date.now() < deadline) {
        const ask = () => queryProgress(temporal, workflowId, runId, deadline);
        const progress = await bounded(ask, `progress of ${workflowId} ${runId}`).catch(() => undefined);
        if (progress?.chunksTotal != null) return progress.chunksTotal;
        await new Promise((resolve) => setTimeout(resolve, PLAN_POLL_MS));
      }
      return null;
    },

    /** A run by its workflow id, or undefined where there is none of ours. */
    readSync: (workflowId: string): Promise<SyncExecution | undefined> =>
      bounded(async (deadlineMs) => {
        const description = await describeRun(temporal, workflowId);
        return description === undefined ? undefined : toExecution(temporal, description, deadlineMs);
      }, `run ${workflowId}`),

    /** The runs that are going now, with their progress: at most one by hand and one by schedule of each kind. */
    listRunning: (): Promise<SyncExecution[]> =>
      bounded(async (deadlineMs) => {
        const going = await findRunningSyncs(temporal);
        return Promise.all(going.map((description) => toExecution(temporal, description, deadlineMs)));
      }, 'going'),

    /**
     * Tell a run to end: it asks nothing new of the network, leaves its audit, and ends as cancelled.
     *
     * Undefined: there is no such run.
     */
    cancelSync: (workflowId: string): Promise<CancelResult | undefined> =>
      bounded(async () => {
        const description = await describeRun(temporal, workflowId);
        if (description === undefined) return undefined;
        const [runId, status] = [firstRunId(description), statusOf(description)];
        if (status !== 'running') return { outcome: 'ended', status, runId };
        // By the first execution's id, so that it neither misses a run that continues as new nor hits a later one.
        await temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId }).cancel();
        return { outcome: 'requested', runId };
      }),
  };
}

function schedulesOf(temporal: Client, bounded: BoundedCall) {
  const ofKind = async <T>(id: string, ask: (kind: SyncKind) => Promise<T | undefined>) => {
    const kind = kindOfSchedule(id);
    return kind === undefined ? undefined : bounded(() => ask(kind));
  };
  return {
    /** Our schedules as they stand; one that has not been made yet is left out. */
    async listSchedules(): Promise<ScheduleState[]> {
      const found = await bounded(
        () => Promise.all(SYNC_KINDS.map((kind) => readSchedule(temporal, kind))),
        'schedules',
      );
      return found.filter((schedule) => schedule !== undefined);
    },

    /** Stop a schedule from starting runs. One that is going goes on. Undefined: there is no such schedule. */
    pauseSchedule: (id: string, note: string): Promise<ScheduleState | undefined> =>
      ofKind(id, (kind) => setSchedulePaused(temporal, kind, true, note)),

    /** Let a paused schedule start runs again. Undefined: there is no such schedule. */
    resumeSchedule: (id: string, note: string): Promise<ScheduleState | undefined> =>
      ofKind(id, (kind) => setSchedulePaused(temporal, kind, false, note)),

    /** Have a schedule start its run now, unless its last one is still going. Undefined: there is no such schedule. */
    triggerSchedule: (id: string): Promise<TriggerResult | undefined> =>
      ofKind(id, (kind) => triggerSchedule(temporal, kind)),
  };
}
