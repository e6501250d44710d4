import type { Logger } from 'pino';
import { buildApp } from '../api';
import type { CleanupStack } from '../async/cleanup';
import type { Config } from '../config';
import type { Clients } from './clients';
import { PAGE_FOLDER } from './page';
import { listen } from './process/listen';

// Apart from stack.ts, which loads the worker: an API that loads it needs memory for it.

/**
 * Serve the API.
 *
 * @returns its URL, without a trailing slash.
 * @throws {PortInUseError} if the port that the settings name is in use.
 */
export async function serveApi(
  { api, upstream }: Config,
  clients: Pick<Clients, 'store' | 'syncs'> & { logger: Logger },
  cleanup: CleanupStack,
): Promise<string> {
  const app = buildApp({ ...clients, ...api, pageFolder: PAGE_FOLDER, networkUrl: upstream.url });
  cleanup.defer('API', () => app.close());
  return listen(app, api);
}
