import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { terminateProcess } from './processes';

/** A server of ours has ended although nobody stopped it. */
export class ServerExitedError extends Error {
  override name = 'ServerEndedError';
}

/** What PostgreSQL needs after a crash, or Temporal for a database of gigabytes, on a slow disk. */
const READY_WITHIN_MS = 60_000;

const POLL_MS = 20;

/**
 * Wait until a server that was just started is ready, 60 s at most. False: it ended instead, or was ended since it took
 * too long.
 *
 * @throws {Error} the system's own, if its program cannot be started at all.
 */
export async function waitUntilReady(
  server: ChildProcess,
  isReady: () => boolean | Promise<boolean>,
): Promise<boolean> {
  // A program that cannot be started at all ends without an exit code.
  let spawnError: Error | undefined;
  server.once('error', (error) => (spawnError = error));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (spawnError !== undefined) throw spawnError;
    if (hasEnded(server)) return false;
    if ((await isReady()) && !hasEnded(server)) return true;
    await sleep(POLL_MS);
  }
  await terminateProcess(server.pid!);
  return false;
}

export interface KeepServerOptions {
  /** How it begins a sentence: `The Temporal server`. */
  name: string;
  /** The file that its output goes to. */
  log: string;
  /** Called once, when it has ended in whichever way: by then another may take its place. */
  release: () => void;
  /** Told if it ends without `stop()`. */
  onExit?: ((error: ServerExitedError) => void) | undefined;
}

/**
 * Keep a server that is ready until it is stopped, or ends by itself. Should our process exit before, the server is told
 * to shut down.
 */
export function superviseServer(server: ChildProcess, { name, log, release, onExit }: KeepServerOptions) {
  const shutDown = () => void server.kill('SIGINT');
  process.once('exit', shutDown);
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    process.off('exit', shutDown);
    release();
  };
  const endedByItself = () => {
    end();
    onExit?.(new ServerExitedError(`${name} has ended by itself. ${lastLogLines(log)}`));
  };
  if (hasEnded(server)) endedByItself();
  else server.once('exit', endedByItself);
  return {
    /** Shut it down; after `graceMs` (20 s) by force. A second call does nothing. */
    async stop(graceMs?: number): Promise<void> {
      server.off('exit', endedByItself);
      if (!hasEnded(server)) await terminateProcess(server.pid!, graceMs);
      end();
    },
  };
}

/** The last three lines of a server's log, in one sentence. */
export function lastLogLines(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3);
  return `The end of ${log}: ${lines.join(' | ')}`;
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}
