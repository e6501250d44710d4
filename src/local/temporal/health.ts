import { connect } from 'node:net';
import { Connection } from '@temporalio/client';
import { LOOPBACK } from '../process/ports';

/** A server that listens but says nothing is asked again. */
const ANSWER_WITHIN_MS = 2_000;

/** Whether a Temporal server with the namespace `default` answers on this port of 127.0.0.1. */
export async function isTemporalReady(port: number): Promise<boolean> {
  // Asked first, since a gRPC client that was refused waits a second before it tries again.
  if (!(await accepts(port))) return false;
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({
      address: `${LOOPBACK}:${port}`,
      connectTimeout: ANSWER_WITHIN_MS,
    });
    const { workflowService } = connection;
    const ask = () => workflowService.describeNamespace({ namespace: 'default' });
    await connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, ask);
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
