import {
  type Client,
  isGrpcServiceError,
  type WorkflowExecutionDescription,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { SYNC_KINDS, type RunStatus, type SyncKind } from './domain/run';
import { findScheduledRun } from './schedules';
import {
  FULL_SYNC_DEFAULTS,
  manualWorkflowId,
  progressQuery,
  QUEUE_OF_KIND,
  RUN_TIMEOUT_SECONDS,
  type FullSyncParams,
  type SyncProgress,
  type TaskQueueName,
  WORKFLOW_TYPES,
} from './workflows/contract';

export { FULL_SYNC_STATUSES } from './domain/run';
export {
  FULL_SYNC_DEFAULTS,
  TASK_QUEUES,
  type FullSyncParams,
  type SyncProgress,
} from './workflows/contract';

/** A caller waits no longer than this for the Temporal server, in milliseconds. */
const SERVER_DEADLINE_MS = 3_000;

/** Time between two looks at a run that has just begun, in milliseconds. */
const PLAN_POLL_MS = 25;

/** The Temporal server cannot be reached, or did not answer in time. */
export class TemporalAwayError extends Error {
  override name = 'TemporalAwayError';
  constructor() {
    super('the Temporal server cannot be reached');
  }
}

/** What became of a wish to start a run. `refused`: one with other parameters is going, under this id. */
export interface StartedSync {
  outcome: 'started' | 'joined' | 'refused';
  workflowId: string;
  runId: string;
  queue: TaskQueueName;
}

/** A run as Temporal knows it; times are ISO 8601 UTC. */
export interface SyncExecution {
  workflowId: string;
  /** The first execution's. */
  runId: string;
  kind: SyncKind;
  /** `completed` says only that the workflow ended well: whether the run is complete is in its audit. */
  status: RunStatus;
  startedAt: string;
  finishedAt: string | null;
  /** Null once the run has ended, or while no worker answers. */
  progress: SyncProgress | null;
  /** Why it failed; null where it did not. */
  error: string | null;
}

/**
 * What the service may ask of Temporal. Every call ends within 3 seconds, with a `TemporalAwayError` at worst.
 *
 * `uiUrl` is the Web UI's address, without a slash at its end; undefined: there are no links into it.
 */
export function createSyncClient({ temporal, uiUrl }: { temporal: Client; uiUrl: string | undefined }) {
  const bounded = <T>(ask: () => Promise<T>): Promise<T> =>
    temporal.connection.withDeadline(Date.now() + SERVER_DEADLINE_MS, ask).catch(asAway);

  return {
    /**
     * Start a run of a kind, or join the one that is going.
     *
     * Equal wishes at once make one run: the server lets only one have the id. Parameters matter for FULL alone.
     */
    startSync(kind: SyncKind, asked: Partial<FullSyncParams> = {}): Promise<StartedSync> {
      const params = kind === 'full' ? { ...FULL_SYNC_DEFAULTS, ...asked } : {};
      return bounded(async () => {
        const scheduled = await findScheduledRun(temporal, kind);
        return scheduled === undefined
          ? startOrJoin(temporal, kind, params)
          : joinOrRefuse(scheduled, kind, params);
      });
    },

    /** How many chunks a FULL plans, once it has counted; null where it does not say so within 3 seconds. */
    async readPlannedChunks(workflowId: string, runId: string): Promise<number | null> {
      const deadline = Date.now() + SERVER_DEADLINE_MS;
      while (Date.now() < deadline) {
        const progress = await queryProgress(temporal, workflowId, runId, deadline);
        if (progress?.chunksTotal != null) return progress.chunksTotal;
        await new Promise((resolve) => setTimeout(resolve, PLAN_POLL_MS));
      }
      return null;
    },

    /** A run by its workflow id, or undefined where there is none of ours. */
    readSync(workflowId: string): Promise<SyncExecution | undefined> {
      return bounded(async () => {
        const description = await describe(temporal, workflowId);
        return description === undefined ? undefined : toExecution(temporal, description);
      });
    },

    /** Whether the server answers. */
    async ping(): Promise<void> {
      await bounded(() => temporal.workflowService.getSystemInfo({}));
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

async function startOrJoin(temporal: Client, kind: SyncKind, params: object): Promise<StartedSync> {
  const workflowId = manualWorkflowId(kind);
  try {
    const handle = await temporal.workflow.start(WORKFLOW_TYPES[kind], {
      workflowId,
      taskQueue: QUEUE_OF_KIND[kind],
      args: [params],
      memo: { params },
      staticSummary: `${kind} sync, started by hand`,
      workflowExecutionTimeout: RUN_TIMEOUT_SECONDS[kind] * 1_000,
    });
    return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId, queue: QUEUE_OF_KIND[kind] };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const going = await describe(temporal, workflowId);
    return going === undefined ? startOrJoin(temporal, kind, params) : joinOrRefuse(going, kind, params);
  }
}

function joinOrRefuse(going: WorkflowExecutionDescription, kind: SyncKind, params: object): StartedSync {
  const isSame = sortedJson(going.memo?.params ?? {}) === sortedJson(params);
  return {
    outcome: isSame ? 'joined' : 'refused',
    workflowId: going.workflowId,
    runId: firstRunId(going),
    queue: QUEUE_OF_KIND[kind],
  };
}

async function describe(
  temporal: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    const description = await temporal.workflow.getHandle(workflowId).describe();
    return kindOf(description) === undefined ? undefined : description;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function toExecution(
  temporal: Client,
  description: WorkflowExecutionDescription,
): Promise<SyncExecution> {
  const { workflowId, runId, startTime, closeTime } = description;
  const status = STATUS_OF[description.status.name] ?? 'running';
  const deadline = Date.now() + SERVER_DEADLINE_MS / 2;
  return {
    workflowId,
    runId: firstRunId(description),
    kind: kindOf(description) ?? 'full',
    status,
    startedAt: startTime.toISOString(),
    finishedAt: closeTime?.toISOString() ?? null,
    progress:
      status === 'running' ? ((await queryProgress(temporal, workflowId, runId, deadline)) ?? null) : null,
    error: status === 'failed' ? await failureOf(temporal, workflowId, runId) : null,
  };
}

const STATUS_OF: Record<string, RunStatus> = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'cancelled',
  TIMED_OUT: 'timed_out',
};

function kindOf({ type }: WorkflowExecutionDescription): SyncKind | undefined {
  return SYNC_KINDS.find((kind) => WORKFLOW_TYPES[kind] === type);
}

function firstRunId({ raw, runId }: WorkflowExecutionDescription): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}

/** Undefined where no worker answers in time: a query needs one. */
async function queryProgress(
  temporal: Client,
  workflowId: string,
  runId: string,
  deadline: number,
): Promise<SyncProgress | undefined> {
  try {
    const handle = temporal.workflow.getHandle(workflowId, runId);
    return await temporal.connection.withDeadline(deadline, () => handle.query(progressQuery));
  } catch (error) {
    if (isGrpcServiceError(error) || error instanceof Error) return undefined;
    throw error;
  }
}

async function failureOf(temporal: Client, workflowId: string, runId: string): Promise<string> {
  try {
    await temporal.workflow.getHandle(workflowId, runId).result();
    return 'unknown failure';
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error ? cause.message : 'unknown failure';
  }
}

function asAway(error: unknown): never {
  if (isGrpcServiceError(error) || (error instanceof Error && isGrpcServiceError(error.cause)))
    throw new TemporalAwayError();
  throw error;
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
