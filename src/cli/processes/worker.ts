import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openWithCleanup } from '../../async/cleanup';
import { createLogThrottle } from '../../async/log-throttle';
import { TASK_QUEUES } from '../../client';
import type { Config } from '../../config';
import { openWorker } from '../../local';
import { isDatabaseUnavailable, createStore, type Store } from '../../store';
import type { TaskQueueName } from '../../workflows/contract';
import { createLogger } from './logger';
import type { RunningProcess } from './run-until-signal';

/** A database that is away is tried every so often, in milliseconds. */
const RETRY_EVERY_MS = 2_000;

const DATABASE_IS_AWAY = 'the database is away, still trying';

/**
 * Run the worker alone, on all queues or some, against the database, Temporal server and network that the settings
 * name. While the database or Temporal is away it keeps trying, and says so once a minute.
 *
 * @throws {SourceMismatchError} if the database mirrors another network.
 */
export function startWorkerProcess(
  config: Config,
  signal: AbortSignal,
  queues: readonly TaskQueueName[] = Object.values(TASK_QUEUES),
): Promise<RunningProcess> {
  return openWithCleanup(async (cleanup) => {
    const logger = createLogger(config.logLevel);
    const store = createStore({ databaseUrl: config.databaseUrl! });
    cleanup.defer('database', () => store.close());
    await claimOrigin(store, new URL(config.upstream.url).host, logger, signal);
    const worker = await openWorker(config, { store, logger, queues }, cleanup, signal);
    logger.info({ queues }, 'worker is ready');
    return { stopped: worker.stopped };
  });
}

async function claimOrigin(store: Store, origin: string, logger: Logger, signal: AbortSignal): Promise<void> {
  const takeDue = createLogThrottle();
  for (;;) {
    try {
      return await store.claimSource(origin);
    } catch (error) {
      signal.throwIfAborted();
      if (!isDatabaseUnavailable(error)) throw error;
      const keptBack = takeDue(DATABASE_IS_AWAY, performance.now());
      if (keptBack !== undefined) logger.warn({ keptBack }, DATABASE_IS_AWAY);
      await wait(RETRY_EVERY_MS, undefined, { signal });
    }
  }
}
