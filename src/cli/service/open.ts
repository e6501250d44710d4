import { openWithCleanup } from '../../async/cleanup';
import { openClients } from '../../local/clients';
import { locateCurrentService } from './locate';

/** Enough for a command, which runs at most a handful of queries at a time. */
const CONNECTIONS = 4;

/** A person waits for a busy server rather than reading that it cannot be reached. A refused connection is named at once. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * Open clients of the service's database and Temporal server. They connect on first use. The caller must call `stop`.
 *
 * @throws {ConfigError} if settings are invalid.
 * @throws {ServiceNotFoundError} if neither the settings nor a running `start` names a database.
 */
export function openService() {
  const config = locateCurrentService();
  return openWithCleanup((cleanup) =>
    Promise.resolve({
      config,
      ...openClients(config, cleanup, { connections: CONNECTIONS, callTimeoutMs: CALL_TIMEOUT_MS }),
    }),
  );
}

export type Service = Awaited<ReturnType<typeof openService>>;
