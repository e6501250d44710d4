import type { Config } from '../config';
import { createStore } from '../store/store';
import { openAll } from '../teardown';
import { createUpstream } from '../upstream/upstream';
import { startWorker } from '../worker';
import { createLogger } from './logger';
import type { Running } from './run-until-told';

/** Run the worker alone, against the database, Temporal server and network that the settings name. */
export function startWorkerAlone(config: Config, signal: AbortSignal): Promise<Running> {
  return openAll(async (teardown) => {
    const logger = createLogger(config.logLevel);
    const store = createStore({ databaseUrl: config.databaseUrl! });
    teardown.add('database', () => store.close());
    const upstream = createUpstream({
      url: config.upstream.url,
      token: config.upstream.token!,
      timeoutMs: config.upstream.timeoutMs,
    });
    teardown.add('upstream', () => upstream.close());
    const worker = await startWorker({ config, store, upstream, logger }, signal);
    teardown.add('worker', () => worker.stop());
    logger.info({ queues: ['high-priority', 'full-sync-chunk'] }, 'worker is ready');
    return { stopped: worker.stopped };
  });
}
