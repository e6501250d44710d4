import { openWithCleanup } from '../../async/cleanup';
import { assertApiProtected, type Config } from '../../config';
import { openClients, serveApi } from '../../local';
import { createLogger } from './logger';
import type { RunningProcess } from './run-until-signal';

/**
 * Serve the API alone, with the database and Temporal server that the settings name.
 *
 * @throws {ConfigError} if other machines could reach it without a key.
 * @throws {PortInUseError} if `PORT` is taken.
 */
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
