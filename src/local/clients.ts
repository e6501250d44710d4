import type { CleanupStack } from '../async/cleanup';
import { createSyncClient, createTemporalClient, type MirrorContext, type SyncClient } from '../client';
import type { Config } from '../config';
import { createStore, type Store } from '../store';

/** Clients of the database and the Temporal server. */
export interface Clients extends MirrorContext {
  store: Store;
  syncs: SyncClient;
}

/**
 * Create the clients of the database and Temporal server that the settings name. They connect when they are first used.
 *
 * `callTimeoutMs`: the deadline of a call to the Temporal server, in milliseconds.
 */
export function openClients(
  config: Config,
  cleanup: CleanupStack,
  { connections, callTimeoutMs }: { connections?: number | undefined; callTimeoutMs?: number } = {},
): Clients {
  const store = createStore({ databaseUrl: config.databaseUrl!, ...(connections && { connections }) });
  cleanup.defer('database', () => store.close());
  const temporal = createTemporalClient(config.temporal);
  cleanup.defer('Temporal client', () => temporal.connection.close());
  const context = { temporal, prefix: config.temporal.prefix, readMirrorId: () => store.readMirrorId() };
  const intervals = { highEveryMs: config.high.everyMs, fullEveryMs: config.full.everyMs };
  const { uiUrl } = config.temporal;
  return { store, ...context, syncs: createSyncClient({ ...context, uiUrl, intervals, callTimeoutMs }) };
}
