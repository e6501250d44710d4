import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import type { SyncKind } from '../domain/run';
import {
  FULL_SYNC_DEFAULTS,
  manualWorkflowId,
  QUEUE_OF_KIND,
  RUN_TIMEOUT_SECONDS,
  type FullSyncParams,
  type TaskQueueName,
  WORKFLOW_TYPES,
} from '../workflows/contract';
import { describeRun, firstRunId } from './executions';
import { findScheduledRun } from './schedules';

/** `refused`: a run with other parameters is running; the ids are those of that run. */
export interface StartResult {
  outcome: 'started' | 'joined' | 'refused';
  workflowId: string;
  runId: string;
  queue: TaskQueueName;
}

/** Starts a run, or joins the running one: see `startSync` of the client. */
export async function startRun(
  temporal: Client,
  kind: SyncKind,
  overrides: Partial<FullSyncParams>,
): Promise<StartResult> {
  const params = kind === 'full' ? { ...FULL_SYNC_DEFAULTS, ...overrides } : {};
  // The manual run comes first: where both are running, the scheduled run is about to yield to it.
  const running = (await findManualRun(temporal, kind)) ?? (await findScheduledRun(temporal, kind));
  return running === undefined ? startOrJoin(temporal, kind, params) : joinOrRefuse(running, kind, params);
}

async function findManualRun(temporal: Client, kind: SyncKind) {
  const run = await describeRun(temporal, manualWorkflowId(kind));
  return run?.status.name === 'RUNNING' ? run : undefined;
}

async function startOrJoin(temporal: Client, kind: SyncKind, params: object): Promise<StartResult> {
  const workflowId = manualWorkflowId(kind);
  try {
    const handle = await temporal.workflow.start(WORKFLOW_TYPES[kind], {
      workflowId,
      taskQueue: QUEUE_OF_KIND[kind],
      args: [params],
      memo: { params },
      staticSummary: `${kind} sync, started manually`,
      workflowExecutionTimeout: RUN_TIMEOUT_SECONDS[kind] * 1_000,
    });
    return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId, queue: QUEUE_OF_KIND[kind] };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const running = await describeRun(temporal, workflowId);
    return running === undefined ? startOrJoin(temporal, kind, params) : joinOrRefuse(running, kind, params);
  }
}

function joinOrRefuse(running: WorkflowExecutionDescription, kind: SyncKind, params: object): StartResult {
  const isSame = sortedJson(running.memo?.params ?? {}) === sortedJson(params);
  return {
    outcome: isSame ? 'joined' : 'refused',
    workflowId: running.workflowId,
    runId: firstRunId(running),
    queue: QUEUE_OF_KIND[kind],
  };
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
