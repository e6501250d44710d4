import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { SYNC_KINDS, type RunStatus, type SyncKind } from '../domain/run';
import {
  manualWorkflowId,
  progressQuery,
  QUEUE_OF_KIND,
  type SyncProgress,
  WORKFLOW_TYPES,
} from '../workflows/contract';
import { findScheduledRun } from './schedules';

/** A query needs a worker; one that does not answer by then is not there, and the run is shown without progress. */
const PROGRESS_WITHIN_MS = 1_000;

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

/** A workflow of ours that is a run, by its id; undefined: there is none, it is a chunk, or somebody else's. */
export async function describeRun(
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

/** The runs that are going now, by hand and by schedule: at most two a kind. */
export async function findRunningSyncs(temporal: Client): Promise<WorkflowExecutionDescription[]> {
  const found = await Promise.all(
    SYNC_KINDS.flatMap((kind) => [
      describeRun(temporal, manualWorkflowId(kind)),
      findScheduledRun(temporal, kind),
    ]),
  );
  return found.filter((run) => run?.status.name === 'RUNNING') as WorkflowExecutionDescription[];
}

/** A description in our words, with the progress of a run that is going. */
export async function toExecution(
  temporal: Client,
  description: WorkflowExecutionDescription,
  deadlineMs: number,
): Promise<SyncExecution> {
  const { workflowId, runId, startTime, closeTime } = description;
  const status = statusOf(description);
  const askedUntil = Math.min(deadlineMs, Date.now() + PROGRESS_WITHIN_MS);
  return {
    workflowId,
    runId: firstRunId(description),
    kind: kindOf(description) ?? 'full',
    status,
    startedAt: startTime.toISOString(),
    finishedAt: closeTime?.toISOString() ?? null,
    progress:
      status === 'running' ? ((await queryProgress(temporal, workflowId, runId, askedUntil)) ?? null) : null,
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

/** How a workflow stands, in our words. */
export function statusOf({ status }: WorkflowExecutionDescription): RunStatus {
  return STATUS_OF[status.name] ?? 'running';
}

/** The first execution's id, which outlives continue-as-new. */
export function firstRunId({ raw, runId }: WorkflowExecutionDescription): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}

/** Ask a run how far it is. Undefined where no worker answers in time: a query needs one. */
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

/** Another application in the namespace may have a workflow of the same name; ours are on our queues. */
function kindOf({ type, taskQueue }: WorkflowExecutionDescription): SyncKind | undefined {
  return SYNC_KINDS.find((kind) => WORKFLOW_TYPES[kind] === type && QUEUE_OF_KIND[kind] === taskQueue);
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
