import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { SYNC_KINDS, type RunStatus, type SyncKind } from '../domain/run';
import {
  manualWorkflowId,
  progressQuery,
  QUEUE_OF_KIND,
  type SyncProgress,
  WORKFLOW_TYPES,
} from '../workflows/contract';
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

/** Finds a run by its workflow id. Undefined: no such workflow, a chunk, or a workflow of another mirror or application. */
export async function describeRun(
  context: MirrorContext,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    const description = await context.temporal.workflow.getHandle(workflowId).describe();
    if (kindOf(description, context.prefix) === undefined) return undefined;
    return (await isOwn(context, description.memo)) ? description : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The running syncs: at most one manual and one scheduled run of each kind. */
export async function findRunningSyncs(context: MirrorContext): Promise<WorkflowExecutionDescription[]> {
  const found = await Promise.all(
    SYNC_KINDS.flatMap((kind) => [
      describeRun(context, manualWorkflowId(kind, context.prefix)),
      findScheduledRun(context, kind),
    ]),
  );
  return found.filter((run) => run?.status.name === 'RUNNING') as WorkflowExecutionDescription[];
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
function kindOf({ type, taskQueue }: WorkflowExecutionDescription, prefix: string): SyncKind | undefined {
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
