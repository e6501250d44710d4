import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

export type HistoryEvent = NonNullable<History['events']>[number];

/** What one execution of a workflow left on the Temporal server. */
export interface ExecutionHistory {
  workflowId: string;
  runId: string;
  events: HistoryEvent[];
  /** The size of its history, as the server states it. */
  bytes: number;
}

interface Execution {
  workflowId: string;
  runId: string;
}

/**
 * Read the histories of a run, which has ended: of its first execution, which comes first, of those that continue it, and of
 * all child workflows.
 */
export async function readHistories(temporal: Client, run: Execution): Promise<ExecutionHistory[]> {
  const histories: ExecutionHistory[] = [];
  const pending = [run];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { workflowId, runId } = next;
    const handle = temporal.workflow.getHandle(workflowId, runId);
    const events = (await handle.fetchHistory()).events ?? [];
    histories.push({ workflowId, runId, events, bytes: Number((await handle.describe()).historySize) });
    pending.push(...events.flatMap((event) => followedBy(event, workflowId) ?? []));
  }
  return histories;
}

/** The execution that an event names: a child workflow, or the continuation of the same workflow. */
function followedBy(event: HistoryEvent, workflowId: string): Execution | undefined {
  const child = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
  if (child) return { workflowId: child.workflowId!, runId: child.runId! };
  const runId = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  return runId ? { workflowId, runId } : undefined;
}
