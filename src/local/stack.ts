import type { Logger } from 'pino';
import type { CleanupStack } from '../async/cleanup';
import { type ChannelsOptions, createChannels } from '../channels';
import { type Config, readVersion } from '../config';
import type { WorkerQueueName } from '../domain/names';
import { applyMigrations, type Store } from '../store';
import { createUpstream, type UpstreamOptions } from '../upstream';
import { maxConcurrentRequests, type RunningWorker, startWorker } from '../worker';
import { type Clients, openClients } from './clients';
import { serveWorkerMetrics } from './worker-metrics';

export interface StackOptions {
  /** Must name the servers: a database, Temporal, and a network. See `startServers`. */
  config: Config;
  /** What the database mirrors. Default: the host of the network. */
  source?: string;
  /** Maximum number of connections of the store. Default: the store's own default. */
  connections?: number;
  /** Receives a sentence if a migration waits for a lock. */
  report?: (sentence: string) => void;
  /** Aborts the migrations. */
  signal?: AbortSignal;
}

export interface WorkerOptions {
  store: Store;
  logger: Logger;
  /** Default: all queues. */
  queues?: readonly WorkerQueueName[] | undefined;
  /** Overrides options of the client of the network. Default: none. */
  upstream?: Partial<UpstreamOptions> | undefined;
  /** Overrides options of the channels of alerts. Default: none. */
  channels?: Partial<ChannelsOptions> | undefined;
  /** The delay after the first failed attempt to deliver an alert, in milliseconds. Default: 5 seconds. */
  firstAlertRetryMs?: number | undefined;
  /** Receives a sentence before a step that takes long. Default: it is logged. */
  onNotice?: ((sentence: string) => void) | undefined;
}

/**
 * Open what every part of the service needs, on running servers: migrate the database, create the clients, and claim the
 * database for its source. The caller adds the parts: `serveApi`, {@link openWorker}.
 *
 * Each of these functions registers what it opens in `cleanup`, so that everything is closed in reverse order.
 *
 * @throws {SourceMismatchError} if the database mirrors another network.
 */
export async function openStack(
  { config, source = new URL(config.upstream.url).host, connections, ...migrating }: StackOptions,
  cleanup: CleanupStack,
): Promise<Clients> {
  await applyMigrations(config.databaseUrl!, migrating);
  const clients = openClients(config, cleanup, { connections });
  await clients.store.claimSource(source);
  return clients;
}

/**
 * Start a worker in this process. Resolves once it polls its queues; `signal` aborts the wait for a Temporal server that
 * is unavailable.
 */
export async function openWorker(
  config: Config,
  { upstream: upstreamOptions, channels: channelsOptions, ...options }: WorkerOptions,
  cleanup: CleanupStack,
  signal?: AbortSignal,
): Promise<RunningWorker> {
  const { url, token, timeoutMs, proxies } = config.upstream;
  const connections = maxConcurrentRequests(config);
  const version = readVersion();
  const upstream = createUpstream({
    url,
    token: token!,
    timeoutMs,
    proxies,
    connections,
    version,
    ...upstreamOptions,
  });
  cleanup.defer('upstream', () => upstream.close());
  const channels = createChannels({ ...config.alerts, proxies, version, ...channelsOptions });
  cleanup.defer('channels', () => channels.close());
  const { workerMetricsAddress } = config;
  const coreMetricsAddress =
    workerMetricsAddress === undefined ? undefined : await serveWorkerMetrics(workerMetricsAddress, cleanup);
  const worker = await startWorker(
    { ...options, config, upstream, channels: channels.all, coreMetricsAddress },
    signal,
  );
  cleanup.defer('worker', () => worker.stop());
  return worker;
}
