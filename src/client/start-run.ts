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

/** What became of a wish to start a run. `refused`: one with other parameters is going, under this id. */
export interface StartResult {
  outcome: 'started' | 'joined' | 'refused';
  workflowId: string;
  runId: string;
  queue: TaskQueueName;
}

/** Start a run of a kind, or join the one that is going. See `startSync` of the client. */
export async function startRun(
  temporal: Client,
  kind: SyncKind,
  asked: Partial<FullSyncParams>,
): Promise<StartResult> {
  const params = kind === 'full' ? { ...FULL_SYNC_DEFAULTS, ...asked } : {};
  const going = (await findManualRun(temporal, kind)) ?? (await findScheduledRun(temporal, kind));
  return going === undefined ? startOrJoin(temporal, kind, params) : joinOrRefuse(going, kind, params);
}

/** Looked for first: where both are going, the scheduled run is about to give way to this one. */
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
      staticSummary: `${kind} sync, started by hand`,
      workflowExecutionTimeout: RUN_TIMEOUT_SECONDS[kind] * 1_000,
    });
    return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId, queue: QUEUE_OF_KIND[kind] };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const going = await describeRun(temporal, workflowId);
    return going === undefined ? startOrJoin(temporal, kind, params) : joinOrRefuse(going, kind, params);
  }
}

function joinOrRefuse(going: WorkflowExecutionDescription, kind: SyncKind, params: object): StartResult {
  const isSame = sortedJson(going.memo?.params ?? {}) === sortedJson(params);
  return {
    outcome: isSame ? 'joined' : 'refused',
    workflowId: going.workflowId,
    runId: firstRunId(going),
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
