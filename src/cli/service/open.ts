import { openWithCleanup } from '../../async/cleanup';
import { readConfig, readEnvironment } from '../../config';
import { openClients } from '../../local';
import { locateService } from './locate';

/** Enough for a command, which runs at most a handful of queries at a time. */
const CONNECTIONS = 4;

/**
 * Open clients of the service's database and Temporal server. They connect on first use. The caller must call `stop`.
 *
 * @throws {ConfigError} if settings are invalid.
 * @throws {ServiceNotFoundError} if neither the settings nor a running `start` names a database.
 */
export function openService() {
  const config = locateService(readConfig(readEnvironment()));
  return openWithCleanup((cleanup) =>
    Promise.resolve({ config, ...openClients(config, cleanup, CONNECTIONS) }),
  );
}

export type Service = Awaited<ReturnType<typeof openService>>;

/** Open the service, run `task`, and close the service again, also when `task` throws. */
export async function withService<T>(task: (service: Service) => Promise<T>): Promise<T> {
  const service = await openService();
  try {
    return await task(service);
  } finally {
    await service.stop();
  }
}
