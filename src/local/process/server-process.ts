import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withReason } from './directories';
import { limitLog } from './limit-log';
import { isPortFree } from './ports';
import { terminateProcess } from './processes';
import { describeSystemError, SetupError } from './setup-error';

/** A server exited although nothing stopped it. */
export class ServerExitedError extends Error {
  override name = 'ServerExitedError';
}

/** Deadline for a start, in milliseconds: enough for PostgreSQL after a crash, or Temporal with gigabytes, on a slow disk. */
const READY_WITHIN_MS = 60_000;

const POLL_MS = 20;

/** PostgreSQL needs up to two files of 16 MB for a start. With less space left, a failure is probably that. */
const LITTLE_SPACE_BYTES = 32 * 2 ** 20;

/** Another program may take a free port before the server listens on it. */
const ATTEMPTS = 3;

export interface ServerProcessOptions<Ports extends Record<string, number>> {
  /** The start of a sentence: `The Temporal server`. */
  name: string;
  /** The file for its output, replaced at each start. */
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
  /** What to do if it does not start: the end of the message. Default: nothing to add. */
  remedy?: string | undefined;
  /** Aborts the start. */
  signal?: AbortSignal | undefined;
  /** Called once it has been spawned. */
  onSpawn?: (() => void) | undefined;
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
 * other parts of the service still need it. If this process exits without `stop()`, the server is sent SIGINT, also
 * during its start.
 *
 * @throws {SetupError} with the last lines of the log, if it does not become ready. It is not running then.
 */
export async function startServerProcess<Ports extends Record<string, number>>(
  options: ServerProcessOptions<Ports>,
): Promise<ServerProcess<Ports>> {
  const { choosePorts, isReady, signal, onSpawn } = options;
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts();
    const child = spawnServer(options, ports);
    onSpawn?.();
    if (await waitUntilReady(child, () => isReady(child.pid!, ports), signal))
      return { pid: child.pid!, ports, stop: supervise(child, options) };
    const areFree = await Promise.all(Object.values(ports).map(isPortFree));
    if (areFree.every(Boolean) || attempt === ATTEMPTS) throw new SetupError(describeFailure(options));
  }
}

function spawnServer<Ports extends Record<string, number>>(
  { log, command, user, hasOwnGroup = true }: ServerProcessOptions<Ports>,
  ports: Ports,
): ChildProcess {
  const [program, ...args] = command(ports);
  const output = withReason(`Cannot write ${log}`, () => {
    // A new file: root must not write through a link that another user has put there.
    rmSync(log, { force: true });
    return openSync(log, 'ax+', 0o600);
  });
  const endLog = limitLog(output);
  try {
    const child = spawn(program!, args, {
      ...user,
      env: {},
      detached: hasOwnGroup,
      stdio: ['ignore', output, output],
    });
    const shutDown = () => void child.kill('SIGINT');
    process.once('exit', shutDown);
    for (const end of ['exit', 'error']) {
      child.once(end, () => {
        process.off('exit', shutDown);
        endLog();
      });
    }
    child.unref();
    return child;
  } catch (error) {
    endLog();
    throw error;
  }
}

/**
 * False: it exited, or was terminated at the deadline.
 *
 * @throws {SetupError} if the program cannot be executed; the signal's reason, once the server is terminated.
 */
async function waitUntilReady(
  child: ChildProcess,
  isReady: () => boolean | Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  // A program that cannot be executed has no exit code.
  let spawnError: NodeJS.ErrnoException | undefined;
  child.once('error', (error) => (spawnError = error));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && signal?.aborted !== true) {
    if (spawnError !== undefined) {
      throw new SetupError(`Cannot execute ${child.spawnfile}: ${describeSystemError(spawnError)}.`);
    }
    if (hasExited(child)) return false;
    if ((await isReady()) && !hasExited(child)) return true;
    await sleep(POLL_MS);
  }
  if (child.pid !== undefined) await terminateProcess(child.pid);
  signal?.throwIfAborted();
  return false;
}

/** Watch a server until it exits. @returns a function that stops it. */
function supervise<Ports extends Record<string, number>>(
  child: ChildProcess,
  { name, log, release, onExit }: ServerProcessOptions<Ports>,
): (graceMs?: number) => Promise<void> {
  let isReleased = false;
  const end = () => {
    if (!isReleased) release();
    isReleased = true;
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

function describeFailure({
  name,
  log,
  remedy,
}: Pick<ServerProcessOptions<never>, 'name' | 'log' | 'remedy'>): string {
  const { bavail, bsize } = statfsSync(dirname(log));
  const freeBytes = bavail * bsize;
  // First, because a log on a full disk has no last lines.
  const space =
    freeBytes < LITTLE_SPACE_BYTES
      ? `The disk of ${dirname(log)} has only ${Math.floor(freeBytes / 2 ** 20)} MB left: free some space. `
      : '';
  return `${name} did not start. ${space}${describeLogEnd(log)}${remedy === undefined ? '' : `\n${remedy}`}`;
}

function describeLogEnd(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3);
  return `Last lines of ${log}: ${lines.join(' | ')}`;
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
