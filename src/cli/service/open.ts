import { openWithCleanup } from '../../async/cleanup';
import { readConfig, readEnvironment } from '../../config';
import { openClients } from '../../local';
import { locateService } from './locate';

/** A command asks one thing after the other. */
const CONNECTIONS = 4;

/**
 * Open what a command speaks to the service by: its database and its Temporal server. Whoever opens it calls `stop`.
 *
 * Connects when first asked something.
 *
 * @throws {ConfigError} where settings are wrong.
 * @throws {NothingRunsError} where nothing says where the service is.
 */
export function openService() {
  const config = locateService(readConfig(readEnvironment()));
  return openWithCleanup((cleanup) =>
    Promise.resolve({ config, ...openClients(config, cleanup, CONNECTIONS) }),
  );
}

export type Service = Awaited<ReturnType<typeof openService>>;

/** Open the service, ask it something, and close it again whatever comes of it. */
export async function withService<T>(ask: (service: Service) => Promise<T>): Promise<T> {
  const service = await openService();
  try {
    return await ask(service);
  } finally {
    await service.stop();
  }
}
