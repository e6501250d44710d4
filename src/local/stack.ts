import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { buildApp } from '../api';
import type { CleanupStack } from '../async/cleanup';
import { applySchedules, createSyncClient, createTemporalClient, type SyncClient } from '../client';
import type { Config } from '../config';
import { applyMigrations, createStore, type Store } from '../store';
import { createUpstream, type Upstream } from '../upstream';
import { maxConcurrentRequests, type RunningWorker, startWorker } from '../worker';
import type { TaskQueueName } from '../workflows/contract';
import { listen } from './process/listen';

/** The two servers that the service works on, as its parts see them. */
export interface Clients {
  store: Store;
  temporal: Client;
  syncs: SyncClient;
}

export interface WorkerOptions {
  logger: Logger;
  /** Default: both queues. */
  queues?: readonly TaskQueueName[] | undefined;
  /** Default: a client of the network that the settings name. The caller's own stays open. */
  upstream?: Upstream;
}

export interface StackOptions {
  /** Must name a database, a Temporal server, and a network with its token: see `startServers`. */
  config: Config;
  /** What the database mirrors. Default: the host of the network. */
  source?: string;
  /** The most connections of the store. Default: the store's own. */
  connections?: number;
}

/** The service on servers that are running, with the parts that have been started. */
export interface Stack extends Clients {
  config: Config;
  /** Create or update both schedules by the settings. */
  applySchedules(): Promise<void>;
  /** Serve the API, and return its URL. */
  serveApi(logger: Logger): Promise<string>;
  /** Start a worker in this process; several may run. */
  startWorker(options: WorkerOptions, signal?: AbortSignal): Promise<RunningWorker>;
}

/**
 * Open the service on running servers: migrate the database, connect to it and to Temporal, and claim the database for
 * its source. The caller starts what it needs on top. `cleanup` closes everything in reverse order.
 *
 * @throws {SourceMismatchError} if the database mirrors another network.
 */
export async function openStack(
  { config, source = new URL(config.upstream.url).host, connections }: StackOptions,
  cleanup: CleanupStack,
): Promise<Stack> {
  await applyMigrations(config.databaseUrl!);
  const clients = openClients(config, cleanup, connections);
  const { store, syncs, temporal } = clients;
  await store.claimSource(source);
  return {
    ...clients,
    config,
    applySchedules: () =>
      applySchedules(temporal, { highEveryMs: config.high.everyMs, fullEveryMs: config.full.everyMs }),
    serveApi: (logger) => serveApi(config, { store, syncs, logger }, cleanup),
    startWorker: (options, signal) => openWorker(config, { ...options, store }, cleanup, signal),
  };
}

/** Create the clients of the database and Temporal server that the settings name. They connect when they are first used. */
export function openClients(config: Config, cleanup: CleanupStack, connections?: number): Clients {
  const store = createStore({ databaseUrl: config.databaseUrl!, ...(connections && { connections }) });
  cleanup.defer('database', () => store.close());
  const temporal = createTemporalClient(config.temporal);
  cleanup.defer('Temporal client', () => temporal.connection.close());
  return { store, temporal, syncs: createSyncClient({ temporal, uiUrl: config.temporal.uiUrl }) };
}

/**
 * Serve the API, and return its URL.
 *
 * @throws {PortInUseError} if the port that the settings name is taken.
 */
export async function serveApi(
  { api }: Config,
  clients: { store: Store; syncs: SyncClient; logger: Logger },
  cleanup: CleanupStack,
): Promise<string> {
  const app = buildApp({ ...clients, ...api });
  cleanup.defer('API', () => app.close());
  return listen(app, api);
}

/**
 * Start a worker in this process. Resolves once it polls its queues; `signal` ends the wait for a Temporal server that is
 * unavailable.
 */
export async function openWorker(
  config: Config,
  { upstream, ...options }: WorkerOptions & { store: Store },
  cleanup: CleanupStack,
  signal?: AbortSignal,
): Promise<RunningWorker> {
  const worker = await startWorker(
    { ...options, config, upstream: upstream ?? openUpstream(config, cleanup) },
    signal,
  );
  cleanup.defer('worker', () => worker.stop());
  return worker;
}

function openUpstream(config: Config, cleanup: CleanupStack): Upstream {
  const { url, token, timeoutMs } = config.upstream;
  const upstream = createUpstream({
    url,
    token: token!,
    timeoutMs,
    connections: maxConcurrentRequests(config),
  });
  cleanup.defer('upstream', () => upstream.close());
  return upstream;
}
