import { openWithCleanup } from '../../async/cleanup';
import { assertApiProtected, type Config, readVersion } from '../../config';
import { openClients } from '../../local/clients';
import { ensurePage } from '../../local/page';
import { serveApi } from '../../local/serve-api';
import { startTracing } from '../../telemetry/tracing';
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
    const part = { service: 'mobipium-sync-api', version: readVersion(), logger };
    cleanup.defer('traces', startTracing(config.tracing, part));
    void ensurePage({ report: (sentence) => logger.warn(sentence) }, cleanup);
    const { store, syncs } = openClients(config, cleanup);
    const url = await serveApi(config, { store, syncs, logger }, cleanup);
    logger.info({ url }, 'API is ready');
    return {};
  });
}
