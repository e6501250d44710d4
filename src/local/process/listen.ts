import type { FastifyInstance } from 'fastify';
import { PortInUseError } from './ports';

/**
 * Let the API listen, on the chosen port or, where nobody chose, on the usual one or another.
 *
 * @returns where it answers, without a slash at the end.
 * @throws {PortInUseError} where the chosen port is taken.
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
