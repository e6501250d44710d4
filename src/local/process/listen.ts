import type { FastifyInstance } from 'fastify';
import { listenNear, PortInUseError } from './ports';

/**
 * Listen on the port if it is free. A default port is replaced by the next free one above it.
 *
 * @returns the URL, without a trailing slash.
 * @throws {PortInUseError} if the chosen port is in use.
 */
export async function listen(
  app: FastifyInstance,
  { host, port, isPortChosen }: { host: string; port: number; isPortChosen: boolean },
): Promise<string> {
  if (!isPortChosen) return listenNear(port, (free) => app.listen({ host, port: free }));
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(port, 'PORT');
    throw error;
  }
}
