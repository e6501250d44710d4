import { existsSync, readFileSync } from 'node:fs';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { TemporalUnavailableError } from '../../../client';
import { checkHistory, type RecordedHistory, UnreadableHistoryError } from './check-history';

/** The largest histories have tens of thousands of events, some megabytes. */
const FETCH_WITHIN_MS = 60_000;

/** gRPC's codes for an id that is nobody's, and for one that cannot be an id. */
const GRPC_OF_NO_SUCH_WORKFLOW: number[] = [5, 3];

/**
 * Read a history from a file, or ask the Temporal server for that of a workflow's last run.
 *
 * `connect` is called only where the name is not that of a file.
 *
 * @throws {UnreadableHistoryError} where there is none, or it cannot be replayed.
 * @throws {TemporalUnavailableError}
 */
export async function readHistory(name: string, connect: () => Client): Promise<RecordedHistory> {
  if (existsSync(name)) return checkHistory(parseFile(name));
  if (name.endsWith('.json')) throw new UnreadableHistoryError('there is no such file');
  return checkHistory({ workflowId: name, history: await fetchHistory(connect(), name) });
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UnreadableHistoryError('it holds no JSON');
  }
}

async function fetchHistory(temporal: Client, workflowId: string): Promise<unknown> {
  const handle = temporal.workflow.getHandle(workflowId);
  try {
    const deadline = Date.now() + FETCH_WITHIN_MS;
    const history = await temporal.connection.withDeadline(deadline, () => handle.fetchHistory());
    return JSON.parse(historyToJSON(history));
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    if (GRPC_OF_NO_SUCH_WORKFLOW.includes(error.code)) {
      throw new UnreadableHistoryError('there is neither a file nor a workflow of that name');
    }
    throw new TemporalUnavailableError();
  }
}
