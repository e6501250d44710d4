import { openWithCleanup } from '../../async/cleanup';
import { openClients } from '../../local/clients';
import { locateCurrentService } from './locate';

/** Enough for a command, which runs at most a handful of queries at a time. */
const CONNECTIONS = 4;

/**
 * Open clients of the service's database and Temporal server. They connect on first use. The caller must call `stop`.
 *
 * @throws {ConfigError} if settings are invalid.
 * @throws {ServiceNotFoundError} if neither the settings nor a running `start` names a database.
 */
export function openService() {
  const config = locateCurrentService();
  return openWithCleanup((cleanup) =>
    Promise.resolve({ config, ...openClients(config, cleanup, CONNECTIONS) }),
  );
}

export type Service = Awaited<ReturnType<typeof openService>>;
