import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openWithCleanup } from '../../async/cleanup';
import { createLogThrottle } from '../../async/log-throttle';
import { type Config, readVersion } from '../../config';
import { WORKER_QUEUES, type WorkerQueueName } from '../../domain/names';
import { openWorker } from '../../local/stack';
import { createStore, isDatabaseUnavailable, type Store } from '../../store';
import { startTracing } from '../../telemetry/tracing';
import { createLogger } from './logger';
import type { RunningProcess } from './run-until-signal';

const RETRY_EVERY_MS = 2_000;

const DATABASE_UNAVAILABLE = 'the database is unavailable, retrying';

/**
 * Run a worker on the given queues, with the database, Temporal server and network that the settings name.
 *
 * While the database or the Temporal server is unavailable, retries, and logs once a minute that it is unavailable.
 *
 * @param queues Default: all.
 * @throws {SourceMismatchError} if the database mirrors another network.
 * @throws {StoreError} if the database has migrations of a newer version.
 */
export function startWorkerProcess(
  config: Config,
  signal: AbortSignal,
  queues: readonly WorkerQueueName[] = WORKER_QUEUES,
): Promise<RunningProcess> {
  return openWithCleanup(async (cleanup) => {
    const logger = createLogger(config.logLevel);
    const part = { service: 'mobipium-sync-worker', version: readVersion(), logger };
    cleanup.defer('traces', startTracing(config.tracing, part));
    const store = createStore({ databaseUrl: config.databaseUrl! });
    cleanup.defer('database', () => store.close());
    await claimSource(store, new URL(config.upstream.url).host, logger, signal);
    const worker = await openWorker(config, { store, logger, queues }, cleanup, signal);
    logger.info({ queues }, 'worker is ready');
    return { stopped: worker.stopped };
  });
}

async function claimSource(store: Store, source: string, logger: Logger, signal: AbortSignal): Promise<void> {
  const throttle = createLogThrottle();
  for (;;) {
    try {
      await store.assertUsable();
      return await store.claimSource(source);
    } catch (error) {
      signal.throwIfAborted();
      if (!isDatabaseUnavailable(error)) throw error;
      const due = throttle(DATABASE_UNAVAILABLE, performance.now());
      if (due) logger.warn(due, DATABASE_UNAVAILABLE);
      await wait(RETRY_EVERY_MS, undefined, { signal });
    }
  }
}
