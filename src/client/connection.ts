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

/**
 * A caller waits for the answer, so a server that is away is tried for half a second and no longer: the SDK's own
 * ten tries go on for half a minute, past the caller's deadline and past the end of the connection.
 */
const TRIES = 3;

/**
 * Where the Temporal server is and how to speak to it, by Temporal's own variables and profiles.
 *
 * @throws {ConfigError} where there is no such profile, or a file that is named cannot be read or understood.
 */
export function temporalOptions({ environment }: Config['temporal']) {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: environment });
    return { connectionOptions, namespace: namespace ?? 'default' };
  } catch (error) {
    // The lines that follow the first show what is in the file, which may hold a key.
    const [why = 'unknown'] = (error instanceof Error ? error.message : '').split('\n');
    throw new ConfigError([`TEMPORAL_* variables, or the profile that they name: ${why}`]);
  }
}

/** A client that connects when it is first used, so that whoever has it starts without a server. Close its connection. */
export function createTemporalClient(temporal: Config['temporal']): Client {
  const { connectionOptions, namespace } = temporalOptions(temporal);
  const retries = createRetries();
  const interceptors = [makeGrpcRetryInterceptor(retries.options)];
  const connection = Connection.lazy({ ...connectionOptions, interceptors });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    await retries.end();
    await close();
  };
  return new Client({ connection, namespace });
}

/**
 * A retry that comes when the connection has closed is thrown from a timer, where nobody can catch it, and ends the
 * process. So at the end there are no new ones, and those that are due are waited for.
 */
function createRetries() {
  const usual = defaultGrpcRetryOptions({ maxAttempts: TRIES });
  let isOver = false;
  let lastDueAt = -Infinity;
  const options: GrpcRetryOptions = {
    retryableDecider: (attempt, status) => !isOver && usual.retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const delayMs = usual.delayFunction(attempt, status);
      lastDueAt = Math.max(lastDueAt, performance.now() + delayMs);
      return delayMs;
    },
  };
  return {
    options,
    async end(): Promise<void> {
      isOver = true;
      // A timer may be a millisecond early.
      if (lastDueAt > performance.now()) await wait(lastDueAt - performance.now() + 5);
    },
  };
}
