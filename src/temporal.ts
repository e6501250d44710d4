import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from './config';

/** Where the Temporal server is and how to speak to it, by Temporal's own variables and profiles. */
export function temporalOptions({ environment }: Config['temporal']) {
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: environment });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** A client that connects when it is first used, so that whoever has it starts without a server. Close its connection. */
export function createTemporalClient(temporal: Config['temporal']): Client {
  const { connectionOptions, namespace } = temporalOptions(temporal);
  return new Client({ connection: Connection.lazy(connectionOptions), namespace });
}

/** A connection for workers. @throws where there is no server. */
export function connectForWorkers(temporal: Config['temporal']): Promise<NativeConnection> {
  return NativeConnection.connect(temporalOptions(temporal).connectionOptions);
}
