import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CleanupError, closeAfter } from '../../async/cleanup';

/** A process that runs until it is stopped or fails. */
export interface RunningProcess {
  stop(): Promise<void>;
  /** Rejects if the process fails while it is running. */
  readonly stopped?: Promise<void>;
}

/** Ctrl-C, a supervisor, a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const PARENT_POLL_MS = 500;

/**
 * Start a process, wait until a signal or its failure, then stop it. A second SIGINT or SIGTERM exits at once; a SIGHUP
 * may follow a signal, because a terminal that closes sends several. Under npm it is the third one: a Ctrl-C arrives
 * twice, from the terminal and from npm, which passes it on.
 *
 * If npm started the process, the end of npm counts as a signal: a killed npm cannot pass one on. This does not apply to
 * a process that an npm script started in a process group of its own, to outlive npm. A reader of standard output that
 * goes away does not end the process.
 *
 * @param start Receives a signal that aborts the start. It must close what it opened if it throws.
 * @throws the error of the start or of the process, unless a signal came first.
 * @throws {CleanupError} if something fails to stop, also after a signal.
 */
export async function runUntilSignal(start: (signal: AbortSignal) => Promise<RunningProcess>): Promise<void> {
  const interrupt = new AbortController();
  let received = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (name !== 'SIGHUP') received += 1;
    if (received > (isStartedByNpm() ? 2 : 1)) process.exit(1);
    interrupt.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  for (const output of [process.stdout, process.stderr]) {
    output.removeAllListeners('error').on('error', () => undefined);
  }
  const stopWatching = watchNpm(() => interrupt.abort());
  try {
    await runUntilAborted(start, interrupt.signal);
  } finally {
    stopWatching();
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

async function runUntilAborted(
  start: (signal: AbortSignal) => Promise<RunningProcess>,
  signal: AbortSignal,
): Promise<void> {
  let running: RunningProcess;
  try {
    running = await start(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    // The start was aborted, as it should be. What it could not close is still open.
    if (error instanceof CleanupError) throw new CleanupError(error.errors);
    return;
  }
  try {
    await Promise.race([whenAborted(signal), ...(running.stopped === undefined ? [] : [running.stopped])]);
  } catch (error) {
    if (!signal.aborted) {
      await closeAfter(error, () => running.stop());
      throw error;
    }
  }
  await running.stop();
}

function isStartedByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined;
}

/** Calls `onEnd` when the npm that started this process has ended. Does nothing without npm, or if it is detached. */
function watchNpm(onEnd: () => void): () => void {
  if (!isStartedByNpm() || readProcessGroup() === process.pid) return () => undefined;
  // The script tells which process npm is: it may have been killed while this process was loading.
  const parent = Number(process.env.NPM_PID ?? process.ppid);
  const timer = setInterval(() => process.ppid !== parent && onEnd(), PARENT_POLL_MS);
  return () => clearInterval(timer);
}

function readProcessGroup(): number {
  if (process.platform === 'linux') {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // After the program's name in brackets: its state, its parent and its process group.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  }
  const env = { PATH: process.env.PATH };
  return Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(process.pid)], { env, encoding: 'utf8' }));
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
