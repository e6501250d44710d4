import { setTimeout as wait } from 'node:timers/promises';
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  type GrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { type Config, ConfigError } from '../config';
import { tracing } from '../telemetry/tracing';

/**
 * Three attempts take about half a second. The SDK's default of ten takes half a minute: longer than a caller's deadline,
 * and possibly until after the connection is closed.
 */
const MAX_ATTEMPTS = 3;

/** A host name or IP address, and optionally a port. */
const ADDRESS = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;

/**
 * Reads the server's address and connection options from Temporal's own environment variables and profiles. For the
 * embedded server, from its environment alone.
 *
 * @throws {ConfigError} when the profile does not exist, a file that it names cannot be read or parsed, or the address is
 * invalid.
 */
export function temporalOptions({ environment, isEmbedded }: Config['temporal']) {
  const { connectionOptions, namespace = 'default' } = loadOptions(environment, isEmbedded);
  const { address } = connectionOptions;
  if (address !== undefined && !(ADDRESS.test(address) && URL.canParse(`tcp://${address}`))) {
    throw new ConfigError([
      'TEMPORAL_ADDRESS, or the address in the profile, must be a host name or IP address and a port, such as temporal.example:7233',
    ]);
  }
  return { connectionOptions, namespace };
}

function loadOptions(environment: Record<string, string>, isEmbedded: boolean) {
  try {
    return loadClientConnectConfig({ overrideEnvVars: environment, disableFile: isEmbedded });
  } catch (error) {
    // The lines after the first quote the file, which may hold a key.
    const [reason = 'unknown'] = (error instanceof Error ? error.message : '').split('\n');
    throw new ConfigError([`TEMPORAL_* variables, or the profile that they name: ${reason}`]);
  }
}

/** Creates a client that connects on first use, so that a process starts without a server. Close its connection. */
export function createTemporalClient(temporal: Config['temporal']): Client {
  const { connectionOptions, namespace } = temporalOptions(temporal);
  const retries = createRetries();
  const interceptors = [makeGrpcRetryInterceptor(retries.options)];
  // gRPC would use the proxies of the environment, even for this machine, while the worker's connection uses none.
  const channelArgs = { 'grpc.enable_http_proxy': 0 };
  const connection = Connection.lazy({ ...connectionOptions, channelArgs, interceptors });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    await retries.stop();
    await close();
  };
  const traces = tracing();
  const workflow = traces === undefined ? [] : [traces.clientInterceptor];
  return new Client({ connection, namespace, interceptors: { workflow } });
}

/**
 * The SDK starts a retry from a timer. A retry on a closed connection throws there, where it cannot be caught, and ends
 * the process. So `stop` prevents new retries and waits for those already scheduled.
 */
function createRetries() {
  const defaults = defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS });
  let isStopped = false;
  let lastDueAt = -Infinity;
  const options: GrpcRetryOptions = {
    retryableDecider: (attempt, status) => !isStopped && defaults.retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const delayMs = defaults.delayFunction(attempt, status);
      lastDueAt = Math.max(lastDueAt, performance.now() + delayMs);
      return delayMs;
    },
  };
  return {
    options,
    async stop(): Promise<void> {
      isStopped = true;
      // A timer counts from the start of the event loop's turn: in a long turn it fires too early.
      while (performance.now() < lastDueAt) await wait(lastDueAt - performance.now());
      // Timers fire in order: this one comes after the last retry, even if that is overdue because the event loop was busy.
      await wait(5);
    },
  };
}
