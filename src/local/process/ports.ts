import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Everything that this room starts listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/**
 * Ports that the system gives to nobody who does not ask for them by number, on Linux and macOS as they come. One
 * from the system's own range may be given away again before our server listens: the Temporal server, which takes
 * four more of them as it starts, was seen to take its own.
 */
const QUIET_PORTS = { from: 20_000, to: 30_000 };

/** Somebody asked for a port that another program has. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';

  /** @param setting The setting that chose the port, such as `PORT`: the one to change. */
  constructor(
    readonly port: number,
    readonly setting: string,
  ) {
    super(`Port ${port} is already in use. Stop the program that has it, or set ${setting} to another port.`);
  }
}

/** Whether a server could listen on this port of 127.0.0.1 now. Nothing reserves it until one does. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

/**
 * Find a free port on 127.0.0.1.
 *
 * @param preferred Taken if it is free, so that a person finds the server where they look for it.
 */
export async function findFreePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  const [port] = await findFreePorts(1);
  return port!;
}

/** Find several free ports on 127.0.0.1, each another one. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(QUIET_PORTS.from, QUIET_PORTS.to);
    if (await isPortFree(port)) ports.add(port);
  }
  return [...ports];
}

/** Where a server is to listen: `chosen` by the setting of that name, or wherever there is room. */
export interface PortRequest {
  chosen: number | undefined;
  /** The name of the setting that chose it, for the error. */
  setting: string;
  /** The well-known port, taken if nobody chose and it is free. */
  preferred?: number;
}

/**
 * Settle on a port: a chosen one exactly, else the preferred one if free, else any.
 *
 * @throws {PortInUseError} if the chosen port is taken.
 */
export async function resolvePort({ chosen, setting, preferred }: PortRequest): Promise<number> {
  if (chosen === undefined) return findFreePort(preferred);
  if (!(await isPortFree(chosen))) throw new PortInUseError(chosen, setting);
  return chosen;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
