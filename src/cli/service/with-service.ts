import type { Service } from './open';

export type { Service } from './open';

/** Open the service, run `task`, and close the service again, also when `task` throws. See `openService`. */
export async function withService<T>(task: (service: Service) => Promise<T>): Promise<T> {
  // Loaded here, because that takes longer than `--help` may take.
  const { openService } = require('./open') as typeof import('./open');
  const service = await openService();
  try {
    return await task(service);
  } finally {
    await service.stop();
  }
}
