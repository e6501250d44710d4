import { openWithCleanup } from '../../async/cleanup';
import { type Config, assertApiProtected } from '../../config';
import { openClients, serveApi } from '../../local';
import { createLogger } from './logger';
import type { RunningProcess } from './run-until-signal';

/** Serve the API alone, against the database and Temporal server that the settings name. */
export function startApiProcess(config: Config): Promise<RunningProcess> {
  assertApiProtected(config);
  return openWithCleanup(async (cleanup) => {
    const logger = createLogger(config.logLevel);
    const { store, syncs } = openClients(config, cleanup);
    const url = await serveApi(config, { store, syncs, logger }, cleanup);
    logger.info({ url }, 'API is ready');
    return {};
  });
}
