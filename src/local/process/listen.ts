import type { FastifyInstance } from 'fastify';
import { PortInUseError } from './ports';

/**
 * Listen on the port if it is free; a default port is replaced by any free one.
 *
 * @returns the URL, without a trailing slash.
 * @throws {PortInUseError} if the chosen port is in use.
 */
export async function listen(
  app: FastifyInstance,
  { host, port, isPortChosen }: { host: string; port: number; isPortChosen: boolean },
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (isPortChosen) throw new PortInUseError(port, 'PORT');
    return app.listen({ host, port: 0 });
  }
}
