import { Server, type ServerCredentials } from '@grpc/grpc-js';

const SERVICE = '/temporal.api.workflowservice.v1.WorkflowService/';
const CALLS = ['GetSystemInfo', 'DescribeNamespace'];

/** A server that answers every call of a Temporal client with an error. */
export interface RefusingTemporal {
  address: string;
  stop: () => void;
}

/** Start a server that answers with this gRPC status code. */
export async function startRefusingTemporal(
  code: number,
  credentials: ServerCredentials,
): Promise<RefusingTemporal> {
  const server = new Server();
  const pass = (bytes: Buffer) => bytes;
  const calls = CALLS.map((name) => [
    name,
    {
      path: `${SERVICE}${name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: pass,
      requestDeserialize: pass,
      responseSerialize: pass,
      responseDeserialize: pass,
    },
  ]);
  const refuse = (_call: unknown, respond: (error: object) => void) =>
    respond({ code, details: 'Request unauthorized.' });
  const implementation = Object.fromEntries(CALLS.map((name) => [name, refuse]));
  server.addService(Object.fromEntries(calls) as Parameters<Server['addService']>[0], implementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}
