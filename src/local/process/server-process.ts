import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPortFree } from './ports';
import { terminateProcess } from './processes';

/** A server exited although nothing stopped it. */
export class ServerExitedError extends Error {
  override name = 'ServerExitedError';
}

/** Deadline for a start, in milliseconds: enough for PostgreSQL after a crash, or Temporal with gigabytes, on a slow disk. */
const READY_WITHIN_MS = 60_000;

const POLL_MS = 20;

/** Another program may take a free port before the server listens on it. */
const ATTEMPTS = 3;

export interface ServerProcessOptions<Ports extends Record<string, number>> {
  /** The start of a sentence: `The Temporal server`. */
  name: string;
  /** The file for its output, truncated at each start. */
  log: string;
  /** Choose ports that are free now. */
  choosePorts: () => Promise<Ports>;
  /** The program and its arguments. */
  command: (ports: Ports) => string[];
  /** Default: the user of this process. */
  user?: { uid: number; gid: number } | undefined;
  /** False: signals to this process's group, such as Ctrl-C, reach the server. Default: true. */
  hasOwnGroup?: boolean | undefined;
  isReady: (pid: number, ports: Ports) => boolean | Promise<boolean>;
  /** Called synchronously after each spawn. */
  onSpawn?: (pid: number) => void;
  /** Called once, when the started server has exited for any reason: another one may be started then. */
  release: () => void;
  /** Called if the server exits before `stop()`. */
  onExit?: ((error: ServerExitedError) => void) | undefined;
}

/** A server that is ready. */
export interface ServerProcess<Ports> {
  pid: number;
  ports: Ports;
  /** Shut down; by SIGKILL after `graceMs` (20 s). Idempotent. */
  stop: (graceMs?: number) => Promise<void>;
}

/**
 * Start a server and wait until it is ready, 60 s at most. If another program takes one of its ports in the meantime, it
 * is started again on other ports.
 *
 * It gets an empty environment and, by default, its own process group: Ctrl-C in the terminal does not stop it while
 * other parts of the service still need it. If this process exits without `stop()`, the server is sent SIGINT.
 *
 * @throws {Error} with the last lines of the log, if it does not become ready.
 */
export async function startServerProcess<Ports extends Record<string, number>>(
  options: ServerProcessOptions<Ports>,
): Promise<ServerProcess<Ports>> {
  const { name, log, choosePorts, isReady } = options;
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts();
    const child = spawnServer(options, ports);
    if (await waitUntilReady(child, () => isReady(child.pid!, ports)))
      return { pid: child.pid!, ports, stop: supervise(child, options) };
    const areFree = await Promise.all(Object.values(ports).map(isPortFree));
    if (areFree.every(Boolean) || attempt === ATTEMPTS)
      throw new Error(`${name} did not start. ${describeLogEnd(log)}`);
  }
}

function spawnServer<Ports extends Record<string, number>>(
  { log, command, user, hasOwnGroup = true, onSpawn }: ServerProcessOptions<Ports>,
  ports: Ports,
): ChildProcess {
  const [program, ...args] = command(ports);
  const output = openSync(log, 'w', 0o600);
  try {
    const child = spawn(program!, args, {
      ...user,
      env: {},
      detached: hasOwnGroup,
      stdio: ['ignore', output, output],
    });
    if (child.pid !== undefined) onSpawn?.(child.pid);
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

/**
 * False: it exited, or was terminated at the deadline.
 *
 * @throws {Error} the system's own, if the program cannot be executed.
 */
async function waitUntilReady(
  child: ChildProcess,
  isReady: () => boolean | Promise<boolean>,
): Promise<boolean> {
  // A program that cannot be executed has no exit code.
  let spawnError: Error | undefined;
  child.once('error', (error) => (spawnError = error));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (spawnError !== undefined) throw spawnError;
    if (hasExited(child)) return false;
    if ((await isReady()) && !hasExited(child)) return true;
    await sleep(POLL_MS);
  }
  await terminateProcess(child.pid!);
  return false;
}

/** Watch a server until it exits. @returns a function that stops it. */
function supervise<Ports extends Record<string, number>>(
  child: ChildProcess,
  { name, log, release, onExit }: ServerProcessOptions<Ports>,
): (graceMs?: number) => Promise<void> {
  const shutDown = () => void child.kill('SIGINT');
  process.once('exit', shutDown);
  let isReleased = false;
  const end = () => {
    if (isReleased) return;
    isReleased = true;
    process.off('exit', shutDown);
    release();
  };
  const onUnexpectedExit = () => {
    end();
    onExit?.(new ServerExitedError(`${name} exited unexpectedly. ${describeLogEnd(log)}`));
  };
  if (hasExited(child)) onUnexpectedExit();
  else child.once('exit', onUnexpectedExit);
  return async (graceMs) => {
    child.off('exit', onUnexpectedExit);
    if (!hasExited(child)) await terminateProcess(child.pid!, graceMs);
    end();
  };
}

function describeLogEnd(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3);
  return `Last lines of ${log}: ${lines.join(' | ')}`;
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
