import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from './config';

/**
 * A caller waits for the answer, so a server that is away is tried for half a second and no longer: the SDK's own
 * ten tries go on for half a minute, past the caller's deadline and past the end of the connection.
 */
const TRIES = 3;

/** Where the Temporal server is and how to speak to it, by Temporal's own variables and profiles. */
export function temporalOptions({ environment }: Config['temporal']) {
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: environment });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** A client that connects when it is first used, so that whoever has it starts without a server. Close its connection. */
export function createTemporalClient(temporal: Config['temporal']): Client {
  const { connectionOptions, namespace } = temporalOptions(temporal);
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: TRIES }))];
  return new Client({ connection: Connection.lazy({ ...connectionOptions, interceptors }), namespace });
}

/** A connection for workers. @throws where there is no server. */
export function connectForWorkers(temporal: Config['temporal']): Promise<NativeConnection> {
  return NativeConnection.connect(temporalOptions(temporal).connectionOptions);
}
