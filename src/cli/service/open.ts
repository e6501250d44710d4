import { openWithCleanup } from '../../async/cleanup';
import { createSyncClient, createTemporalClient } from '../../client';
import { readConfig, readEnvironment } from '../../config';
import { createStore } from '../../store';
import { settleService } from './locate';

/** A command asks one thing after the other. */
const CONNECTIONS = 4;

/**
 * Open what a command speaks to the service by: its database and its Temporal server. Whoever opens it calls `stop`.
 *
 * Connects when first asked something.
 *
 * @throws {ConfigError} where settings are wrong.
 * @throws {NothingRunsError} where nothing says where the service is.
 */
export function openService() {
  const config = settleService(readConfig(readEnvironment()));
  return openWithCleanup((cleanup) => {
    const store = createStore({ databaseUrl: config.databaseUrl, connections: CONNECTIONS });
    cleanup.defer('database', () => store.close());
    const temporal = createTemporalClient(config.temporal);
    cleanup.defer('Temporal client', () => temporal.connection.close());
    const syncs = createSyncClient({ temporal, uiUrl: config.temporal.uiUrl });
    return Promise.resolve({ config, store, temporal, syncs });
  });
}

export type Service = Awaited<ReturnType<typeof openService>>;

/** Open the service, ask it something, and close it again whatever comes of it. */
export async function withService<T>(ask: (service: Service) => Promise<T>): Promise<T> {
  const service = await openService();
  try {
    return await ask(service);
  } finally {
    await service.stop();
  }
}
