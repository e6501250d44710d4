import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createLogThrottle } from '../async/log-throttle';
import {
  assertNamespace,
  assertOwnSchedules,
  createTemporalClient,
  findAccessError,
  OtherMirrorError,
  temporalOptions,
} from '../client';
import { type Config, ConfigError } from '../config';
import type { Store } from '../store';
import { installRuntime } from './runtime';
import { assertSearchAttribute } from './search-attribute';

const RECONNECT_EVERY_MS = 2_000;

export interface ConnectDependencies {
  settings: Config['temporal'];
  store: Pick<Store, 'readMirrorId'>;
  logger: Logger;
  /** See {@link installRuntime}. */
  metricsAddress?: string | undefined;
}

/**
 * Connect a worker to the Temporal server, once the server answers and passes the checks.
 *
 * Retries while a retry can help, and logs once a minute that the server is unavailable; `signal` stops the attempts, and
 * its reason is thrown.
 *
 * @throws {TemporalAccessError} if the server refuses access, has no such namespace, or uses TLS otherwise than the settings.
 * @throws {OtherMirrorError} if the schedules on the server belong to another mirror.
 * @throws {ConfigError} if the server does not have the search attribute of the settings.
 */
export async function connectWorker(
  deps: ConnectDependencies,
  signal: AbortSignal | undefined,
): Promise<NativeConnection> {
  const { settings, logger, metricsAddress } = deps;
  const { connectionOptions } = temporalOptions(settings);
  const throttle = createLogThrottle();
  // The checks use a connection of their own, because the errors of a native one have no code.
  const temporal = createTemporalClient(settings);
  try {
    for (;;) {
      try {
        await checkServer(temporal, deps);
        // Not before: an installed runtime without a connection keeps the process from exiting after an error.
        installRuntime(logger, metricsAddress);
        return await NativeConnection.connect(connectionOptions);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof OtherMirrorError || error instanceof ConfigError) throw error;
        const accessError = await findAccessError(error, settings);
        if (accessError !== undefined) throw accessError;
        const errorClass = error instanceof Error ? error.name : typeof error;
        const due = throttle(errorClass, performance.now());
        if (due) logger.warn({ errorClass, ...due }, 'Temporal is unavailable, retrying');
        await wait(RECONNECT_EVERY_MS, undefined, signal === undefined ? {} : { signal }).catch(() =>
          signal?.throwIfAborted(),
        );
      }
    }
  } finally {
    await temporal.connection.close();
  }
}

async function checkServer(temporal: Client, { settings, store }: ConnectDependencies): Promise<void> {
  const { prefix, outcomeAttribute } = settings;
  await assertNamespace(temporal);
  await assertOwnSchedules({ temporal, prefix, readMirrorId: () => store.readMirrorId() });
  if (outcomeAttribute !== undefined) await assertSearchAttribute(temporal, outcomeAttribute);
}
