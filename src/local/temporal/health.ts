import { connect } from 'node:net';
import { Connection } from '@temporalio/client';
import { LOOPBACK } from '../process/ports';

/** Deadline for each call to a server that accepts connections, in milliseconds. */
const CALL_TIMEOUT_MS = 2_000;

/** Whether a Temporal server on this port of 127.0.0.1 serves the namespace `default`. */
export async function isTemporalReady(port: number): Promise<boolean> {
  // A refused gRPC client waits a second before it reconnects, so the port is probed first.
  if (!(await acceptsConnections(port))) return false;
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({
      address: `${LOOPBACK}:${port}`,
      connectTimeout: CALL_TIMEOUT_MS,
      // gRPC would use the proxies of the environment, even for this machine.
      channelArgs: { 'grpc.enable_http_proxy': 0 },
    });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}
