import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The only address that servers started here listen on. */
export const LOOPBACK = '127.0.0.1';

/**
 * Outside the ephemeral port ranges of Linux and macOS. The system may assign an ephemeral port to another socket before
 * the server listens on it: the Temporal server opens four more ports at its start, and one of these has been the same.
 */
const PORT_RANGE = { from: 20_000, to: 30_000 };

/** How many ports are tried from the preferred one upwards. */
const NEARBY_PORTS = 100;

const MAX_PORT = 65_535;

/** Another program uses a port that the settings name. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';

  /** @param setting The setting to change, such as `PORT`. */
  constructor(
    readonly port: number,
    readonly setting: string,
  ) {
    super(
      `Port ${port} is already in use. Stop the program that uses it, or set ${setting} to another port.`,
    );
  }
}

/** Whether a server could listen on this port of 127.0.0.1 now. The port is not reserved. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: LOOPBACK, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Find a free port on 127.0.0.1: `preferred` or the next one above it that is free; without `preferred` any. */
export async function findFreePort(preferred?: number): Promise<number> {
  for (const port of preferred === undefined ? [] : nearbyPorts(preferred)) {
    if (await isPortFree(port)) return port;
  }
  const [port] = await findFreePorts(1);
  return port!;
}

/**
 * Call `listen` with `preferred` and the ports above it until one is free. If none of a hundred is, calls it with 0: any
 * port.
 *
 * @throws what `listen` throws for another reason than a port in use.
 */
export async function listenNear<T>(preferred: number, listen: (port: number) => Promise<T>): Promise<T> {
  for (const port of nearbyPorts(preferred)) {
    try {
      return await listen(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return listen(0);
}

function nearbyPorts(preferred: number): number[] {
  return Array.from({ length: NEARBY_PORTS }, (_none, index) => preferred + index).filter(
    (port) => port <= MAX_PORT,
  );
}

/** Find distinct free ports on 127.0.0.1. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(PORT_RANGE.from, PORT_RANGE.to);
    if (await isPortFree(port)) ports.add(port);
  }
  return [...ports];
}

export interface PortRequest {
  /** The port that the setting names; undefined: any. */
  chosen: number | undefined;
  /** The name of the setting, for the error. */
  setting: string;
  /** Used if none is chosen: this port, or the next one above it that is free. */
  preferred?: number | undefined;
}

/**
 * Resolve a port: exactly the chosen one; otherwise the preferred one or the next one above it; otherwise any.
 *
 * @throws {PortInUseError} if the chosen port is in use.
 */
export async function resolvePort({ chosen, setting, preferred }: PortRequest): Promise<number> {
  if (chosen === undefined) return findFreePort(preferred);
  if (!(await isPortFree(chosen))) throw new PortInUseError(chosen, setting);
  return chosen;
}
