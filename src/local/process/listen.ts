import type { FastifyInstance } from 'fastify';
import { listenNear, PortInUseError } from './ports';
import { describeSystemError, SetupError } from './setup-error';

/**
 * Listen on the port if it is free. A default port is replaced by the next free one above it.
 *
 * @returns a URL for this machine, without a trailing slash.
 * @throws {PortInUseError} if the chosen port is in use.
 * @throws {SetupError} if this machine does not have the address, or this user may not use the port.
 */
export async function listen(
  app: FastifyInstance,
  { host, port, isPortChosen }: { host: string; port: number; isPortChosen: boolean },
): Promise<string> {
  try {
    const url = isPortChosen
      ? await app.listen({ host, port })
      : await listenNear(port, (free) => app.listen({ host, port: free }));
    // Browsers do not open the address of all interfaces. Fastify itself replaces 0.0.0.0.
    return url.replace('//[::]:', '//[::1]:');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(port, 'PORT');
    const reason = describeSystemError(error);
    if (reason === undefined) throw error;
    throw new SetupError(`The API cannot listen on ${host}, port ${port}: ${reason}. Check HOST and PORT.`);
  }
}
