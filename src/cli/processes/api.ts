import { buildApp } from '../../api';
import { openWithCleanup } from '../../async/cleanup';
import { createSyncClient, createTemporalClient } from '../../client';
import { type Config, requireGuardedApi } from '../../config';
import { listen } from '../../local';
import { createStore } from '../../store';
import { createLogger } from './logger';
import type { Running } from './run-until-signal';

/** Serve the API alone, against the database and Temporal server that the settings name. */
export function startApiAlone(config: Config): Promise<Running> {
  requireGuardedApi(config);
  return openWithCleanup(async (cleanup) => {
    const logger = createLogger(config.logLevel);
    const store = createStore({ databaseUrl: config.databaseUrl! });
    cleanup.defer('database', () => store.close());
    const temporal = createTemporalClient(config.temporal);
    cleanup.defer('Temporal client', () => temporal.connection.close());
    const syncs = createSyncClient({ temporal, uiUrl: config.temporal.uiUrl });
    const app = buildApp({ store, syncs, logger, ...config.api });
    cleanup.defer('API', () => app.close());
    const url = await listen(app, config.api);
    logger.info({ url }, 'API is ready');
    return {};
  });
}
