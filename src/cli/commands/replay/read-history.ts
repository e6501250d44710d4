import { existsSync, readFileSync } from 'node:fs';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { TASK_QUEUES, TemporalUnavailableError } from '../../../client';
import { checkHistory, type RecordedHistory, UnreadableHistoryError } from './check-history';

/** The largest histories have tens of thousands of events and several megabytes. */
const FETCH_TIMEOUT_MS = 60_000;

/** gRPC's codes for an unknown and for an invalid workflow id. */
const NO_SUCH_WORKFLOW: number[] = [5, 3];

/**
 * Read a history from a file, or fetch the history of a workflow's last run from the Temporal server.
 *
 * @param connect Called only if `name` is not a file.
 * @throws {UnreadableHistoryError} if there is no such history, or it cannot be replayed.
 * @throws {TemporalUnavailableError} if the server cannot be reached or does not answer in time.
 */
export async function readHistory(name: string, connect: () => Client): Promise<RecordedHistory> {
  if (existsSync(name)) return checkHistory(parseFile(name));
  if (name.endsWith('.json')) throw new UnreadableHistoryError('no such file');
  return checkHistory({ workflowId: name, history: await fetchHistory(connect(), name) });
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UnreadableHistoryError('not a JSON file');
  }
}

/** One execution of a workflow that was running when it was listed. */
export interface RunningWorkflow {
  workflowId: string;
  runId: string;
}

/**
 * Lists every run and chunk in progress, oldest first: all workflows on the queues with this prefix. The server's
 * visibility may lack those that started within the last second.
 *
 * @throws {TemporalUnavailableError} if the server cannot be reached or does not answer in time.
 */
export async function listRunning(temporal: Client, prefix: string): Promise<RunningWorkflow[]> {
  const queues = Object.values(TASK_QUEUES).map((queue) => `'${prefix}${queue}'`);
  const query = `ExecutionStatus = 'Running' AND TaskQueue IN (${queues.join(', ')})`;
  const found: (RunningWorkflow & { startTime: Date })[] = [];
  try {
    await temporal.connection.withDeadline(Date.now() + FETCH_TIMEOUT_MS, async () => {
      for await (const { workflowId, runId, startTime } of temporal.workflow.list({ query })) {
        found.push({ workflowId, runId, startTime });
      }
    });
  } catch (error) {
    if (isGrpcServiceError(error)) throw new TemporalUnavailableError();
    throw error;
  }
  return found
    .sort((a, b) => a.startTime.getTime() - b.startTime.getTime())
    .map(({ workflowId, runId }) => ({ workflowId, runId }));
}

/**
 * Fetches the history so far of a workflow that `listRunning` found.
 *
 * @throws {UnreadableHistoryError} if it cannot be replayed.
 * @throws {TemporalUnavailableError} if the server cannot be reached or does not answer in time.
 */
export async function readRunningHistory(
  { workflowId, runId }: RunningWorkflow,
  temporal: Client,
): Promise<RecordedHistory> {
  return checkHistory({ workflowId, history: await fetchHistory(temporal, workflowId, runId) });
}

async function fetchHistory(temporal: Client, workflowId: string, runId?: string): Promise<unknown> {
  const handle = temporal.workflow.getHandle(workflowId, runId);
  try {
    const deadline = Date.now() + FETCH_TIMEOUT_MS;
    const history = await temporal.connection.withDeadline(deadline, () => handle.fetchHistory());
    return JSON.parse(historyToJSON(history));
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    if (NO_SUCH_WORKFLOW.includes(error.code)) {
      throw new UnreadableHistoryError('no such file, and no such workflow');
    }
    throw new TemporalUnavailableError();
  }
}
