import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowExecutionInfo,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { orTimeout, TimeoutError } from '../async/timeout';
import { SYNC_KINDS, type RunStatus, type SyncKind } from '../domain/run';
import {
  manualWorkflowId,
  progressQuery,
  QUEUE_OF_KIND,
  type SyncProgress,
  WORKFLOW_TYPES,
} from '../workflows/contract';
import { grpcErrorOf } from './deadline';
import { isOwn, type MirrorContext } from './mirror-context';
import { findScheduledRun } from './schedules';

/** A query needs a worker. Without an answer by then, the run is shown without progress. */
const PROGRESS_TIMEOUT_MS = 1_000;

/** A run in Temporal. Times are ISO 8601 in UTC. */
export interface SyncExecution {
  workflowId: string;
  /** The run id of the first execution. */
  runId: string;
  kind: SyncKind;
  /** `completed`: the workflow completed. Whether the run is complete is in its audit. */
  status: RunStatus;
  startedAt: string;
  finishedAt: string | null;
  /** Null when the run has ended, or when no worker answers. */
  progress: SyncProgress | null;
  /** Why it failed; null if it did not. */
  error: string | null;
}

/**
 * Finds a run by its workflow id and the run id of one of its executions (default: the newest run). Describes the run's
 * last execution.
 *
 * Undefined: no such run, a chunk, or a workflow of another mirror or application.
 */
export async function describeRun(
  context: MirrorContext,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    const description = await describeLastExecution(context.temporal, workflowId, runId);
    if (kindOf(description, context.prefix) === undefined) return undefined;
    return (await isOwn(context, description.memo)) ? description : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function describeLastExecution(
  temporal: Client,
  workflowId: string,
  runId: string | undefined,
): Promise<WorkflowExecutionDescription> {
  if (runId !== undefined) {
    // The run may be older than the newest one with this workflow id.
    const newest = await temporal.workflow.getHandle(workflowId).describe();
    if (firstRunId(newest) === runId) return newest;
  }
  for (let current = runId; ;) {
    const description = await temporal.workflow.getHandle(workflowId, current).describe();
    if (description.status.name !== 'CONTINUED_AS_NEW') return description;
    current = await readNextRunId(temporal, workflowId, description.runId);
  }
}

/** The enum value of `HistoryEventFilterType`: only the event that ended the execution. */
const CLOSE_EVENT = 2;

async function readNextRunId(
  temporal: Client,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  const { history } = await temporal.workflowService.getWorkflowExecutionHistory({
    namespace: temporal.options.namespace,
    execution: { workflowId, runId },
    historyEventFilterType: CLOSE_EVENT,
  });
  const next = history?.events?.[0]?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  return next ?? undefined;
}

/** Further runs under ids of their own are not looked for. */
const MAX_LISTED_RUNS = 50;

/** The visibility store may be down or slow on its own; the known ids need the rest of the call's deadline. */
const VISIBILITY_TIMEOUT_MS = 1_000;

/**
 * Finds the running syncs of the given kinds (default: all): the manual runs first, then the scheduled ones, then those
 * that were started by hand under an id of their own.
 *
 * The last ones are found by a visibility query, which finds them about a second after their start. They are left out
 * while Temporal's visibility store does not answer.
 */
export async function findRunningSyncs(
  context: MirrorContext,
  kinds: readonly SyncKind[] = SYNC_KINDS,
): Promise<WorkflowExecutionDescription[]> {
  const [manual, scheduled, listedIds] = await Promise.all([
    Promise.all(kinds.map((kind) => describeRun(context, manualWorkflowId(kind, context.prefix)))),
    Promise.all(kinds.map((kind) => findScheduledRun(context, kind))),
    listRunningIds(context, kinds),
  ]);
  const known = [...manual, ...scheduled].filter((run) => run !== undefined);
  const knownIds = new Set(known.map(({ workflowId }) => workflowId));
  const others = await Promise.all(
    listedIds.filter((id) => !knownIds.has(id)).map((id) => describeRun(context, id)),
  );
  return [...known, ...others.filter((run) => run !== undefined)].filter(
    ({ status }) => status.name === 'RUNNING',
  );
}

async function listRunningIds(
  { temporal, prefix }: MirrorContext,
  kinds: readonly SyncKind[],
): Promise<string[]> {
  const types = kinds.map((kind) => `'${WORKFLOW_TYPES[kind]}'`).join(', ');
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN (${types})`;
  const list = async () => {
    const ids: string[] = [];
    for await (const run of temporal.workflow.list({ query, pageSize: MAX_LISTED_RUNS })) {
      if (kindOf(run, prefix) !== undefined) ids.push(run.workflowId);
      if (ids.length === MAX_LISTED_RUNS) break;
    }
    return ids;
  };
  try {
    const deadlineMs = Date.now() + VISIBILITY_TIMEOUT_MS;
    // The SDK waits between its attempts without regard to the deadline.
    return await orTimeout(temporal.connection.withDeadline(deadlineMs, list), VISIBILITY_TIMEOUT_MS);
  } catch (error) {
    // If all of the server is away, the other requests of the call fail too.
    if (!(error instanceof TimeoutError) && grpcErrorOf(error) === undefined) throw error;
    return [];
  }
}

/** Converts a description, and queries the progress of a running sync. */
export async function toExecution(
  { temporal, prefix }: MirrorContext,
  description: WorkflowExecutionDescription,
  deadlineMs: number,
): Promise<SyncExecution> {
  const { workflowId, runId, startTime, closeTime } = description;
  const status = statusOf(description);
  const queryDeadlineMs = Math.min(deadlineMs, Date.now() + PROGRESS_TIMEOUT_MS);
  return {
    workflowId,
    runId: firstRunId(description),
    kind: kindOf(description, prefix) ?? 'full',
    status,
    startedAt: startTime.toISOString(),
    finishedAt: closeTime?.toISOString() ?? null,
    progress:
      status === 'running'
        ? ((await queryProgress(temporal, workflowId, runId, queryDeadlineMs)) ?? null)
        : null,
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

/** The run status of a workflow. */
export function statusOf({ status }: WorkflowExecutionDescription): RunStatus {
  return STATUS_OF[status.name] ?? 'running';
}

/** The run id of the first execution, which stays the same across continue-as-new. */
export function firstRunId({ raw, runId }: WorkflowExecutionDescription): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}

/** Queries the progress of a run. Undefined: no worker answered before the deadline. */
export async function queryProgress(
  temporal: Client,
  workflowId: string,
  runId: string,
  deadlineMs: number,
): Promise<SyncProgress | undefined> {
  const handle = temporal.workflow.getHandle(workflowId, runId);
  return temporal.connection
    .withDeadline(deadlineMs, () => handle.query(progressQuery))
    .catch(() => undefined);
}

/** Checks the queue too: another application in the namespace may have a workflow type of the same name. */
function kindOf(
  { type, taskQueue }: Pick<WorkflowExecutionInfo, 'type' | 'taskQueue'>,
  prefix: string,
): SyncKind | undefined {
  return SYNC_KINDS.find(
    (kind) => WORKFLOW_TYPES[kind] === type && `${prefix}${QUEUE_OF_KIND[kind]}` === taskQueue,
  );
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
