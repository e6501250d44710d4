import { type WorkflowExecutionDescription, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SyncKind } from '../domain/run';
import { coversRun } from '../domain/run-params';
import {
  FULL_SYNC_DEFAULTS,
  manualWorkflowId,
  QUEUE_OF_KIND,
  readMirrorId,
  RUN_TIMEOUT_SECONDS,
  type FullSyncParams,
  type RunMemo,
  type TaskQueueName,
  WORKFLOW_TYPES,
} from '../workflows/contract';
import { findRunningSyncs, firstRunId } from './executions';
import { assertOwn, type MirrorContext, readOwnId } from './mirror-context';

/** `refused`: a run with other parameters is running; the ids are those of that run. */
export interface StartResult {
  outcome: 'started' | 'joined' | 'refused';
  workflowId: string;
  runId: string;
  queue: TaskQueueName;
}

/** Starts a run, or joins the running one: see `startSync` of the client. */
export async function startRun(
  context: MirrorContext,
  kind: SyncKind,
  overrides: Partial<FullSyncParams>,
): Promise<StartResult> {
  const mirrorId = await readOwnId(context);
  const params = kind === 'full' ? { ...FULL_SYNC_DEFAULTS, ...overrides } : {};
  const running = withoutYielding(await findRunningSyncs(context, [kind]), kind, context);
  const joinable = running.find((run) => hasParams(run, params)) ?? running[0];
  return joinable === undefined
    ? startOrJoin(context, kind, { params, mirrorId })
    : joinOrRefuse(joinable, kind, params);
}

/** Leaves out the runs that are about to yield to the manual run, since it covers them. */
function withoutYielding(
  running: WorkflowExecutionDescription[],
  kind: SyncKind,
  { prefix }: MirrorContext,
): WorkflowExecutionDescription[] {
  const manualId = manualWorkflowId(kind, prefix);
  const manual = running.find(({ workflowId }) => workflowId === manualId);
  if (manual === undefined) return running;
  const isCovered = ({ memo }: WorkflowExecutionDescription) =>
    memo?.params != null && coversRun(kind, manual.memo?.params, memo.params);
  return running.filter((run) => run === manual || !isCovered(run));
}

async function startOrJoin(context: MirrorContext, kind: SyncKind, memo: RunMemo): Promise<StartResult> {
  const { temporal, prefix } = context;
  const { params } = memo;
  const workflowId = manualWorkflowId(kind, prefix);
  try {
    const handle = await temporal.workflow.start(WORKFLOW_TYPES[kind], {
      workflowId,
      taskQueue: `${prefix}${QUEUE_OF_KIND[kind]}`,
      args: [params],
      memo: { ...memo },
      staticSummary: `${kind} sync, started manually`,
      workflowExecutionTimeout: RUN_TIMEOUT_SECONDS[kind] * 1_000,
    });
    return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId, queue: QUEUE_OF_KIND[kind] };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const running = await temporal.workflow.getHandle(workflowId).describe();
    assertOwn(workflowId, readMirrorId(running.memo), memo.mirrorId);
    return running.status.name !== 'RUNNING'
      ? startOrJoin(context, kind, memo)
      : joinOrRefuse(running, kind, params);
  }
}

function joinOrRefuse(running: WorkflowExecutionDescription, kind: SyncKind, params: object): StartResult {
  return {
    outcome: hasParams(running, params) ? 'joined' : 'refused',
    workflowId: running.workflowId,
    runId: firstRunId(running),
    queue: QUEUE_OF_KIND[kind],
  };
}

/** A run that was started by hand states its parameters once it has begun. */
function hasParams({ memo }: WorkflowExecutionDescription, params: object): boolean {
  return memo?.params !== undefined && sortedJson(memo.params) === sortedJson(params);
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
