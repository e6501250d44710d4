import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './setup-error';

/** A process of this machine. */
export interface RunningProcess {
  /** Opaque. Together with the pid it identifies one process: a pid alone is soon reused. */
  startedAt: string;
  /** Arguments, joined by NUL on Linux and by blanks elsewhere. */
  commandLine: string;
}

/** Time to exit after SIGINT, in milliseconds: PostgreSQL may need it for its last checkpoint. */
const GRACE_MS = 20_000;

/** Time to exit after SIGKILL, in milliseconds: only the kernel has work to do. */
const KILL_MS = 5_000;

const POLL_MS = 25;

/** Between the arguments of a command line. */
const SEPARATOR = process.platform === 'linux' ? '\0' : ' ';

/** Read the state of a process. Undefined if there is none with this pid, or only a zombie. */
export function readProcess(pid: number): RunningProcess | undefined {
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

/** List the other processes of this machine that this user can see. */
function listProcesses(): (RunningProcess & { pid: number })[] {
  if (process.platform !== 'linux') return parsePs(runPs(['-ax'])).filter(({ pid }) => pid !== process.pid);
  const pids = readdirSync('/proc').map(Number);
  return pids.flatMap((pid) => {
    const found = pid > 1 && pid !== process.pid ? readProcess(pid) : undefined;
    return found === undefined ? [] : [{ pid, ...found }];
  });
}

/** Whether these arguments follow each other on the command line of a process. */
export function hasArguments({ commandLine }: RunningProcess, ...args: string[]): boolean {
  const line = commandLine.endsWith(SEPARATOR) ? commandLine : commandLine + SEPARATOR;
  return line.includes(['', ...args, ''].join(SEPARATOR));
}

/**
 * Terminate the servers that killed starts left running, and wait until they are gone. Another process that uses the
 * pid of such a server is not touched, because a server is recognized by its command line.
 */
export async function terminateLeftovers(isLeftover: (found: RunningProcess) => boolean): Promise<void> {
  await Promise.all(
    listProcesses()
      .filter(isLeftover)
      .map(({ pid }) => terminateProcess(pid)),
  );
}

/**
 * Terminate a process and wait until it is gone: SIGINT, and SIGKILL if it is still running after `graceMs` (20 s).
 *
 * SIGINT, because PostgreSQL waits for its clients after SIGTERM.
 *
 * @returns whether it exited without SIGKILL.
 * @throws {SetupError} if it survives SIGKILL.
 */
export async function terminateProcess(pid: number, graceMs = GRACE_MS): Promise<boolean> {
  const before = readProcess(pid);
  if (before === undefined) return true;
  const isGone = () => readProcess(pid)?.startedAt !== before.startedAt;
  signal(pid, 'SIGINT');
  if (await waitUntil(isGone, graceMs)) return true;
  signal(pid, 'SIGKILL');
  if (await waitUntil(isGone, KILL_MS)) return false;
  throw new SetupError(`Process ${pid} cannot be terminated.`);
}

function readFromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may itself contain blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const threads = Number(fields[17]);
    const startTicks = fields[19];
    // A zombie that still has threads keeps its ports and files until the last thread has exited.
    const isDead = state === 'X' || (state === 'Z' && threads <= 1);
    if (isDead || startTicks === undefined) return undefined;
    return { startedAt: startTicks, commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

function readFromPs(pid: number): RunningProcess | undefined {
  try {
    return parsePs(runPs(['-p', String(pid)]))[0];
  } catch {
    return undefined;
  }
}

function runPs(selection: string[]): string {
  return execFileSync('ps', ['-ww', '-o', 'pid=,state=,lstart=,command=', ...selection], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Parses lines such as `  71 S    Mon Jan  5 10:00:00 2026 /path/to/postgres -D /path`. Leaves zombies out. */
function parsePs(listing: string): (RunningProcess & { pid: number })[] {
  return listing.split('\n').flatMap((line) => {
    const [, pid, state, startedAt, commandLine] =
      /^\s*(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line) ?? [];
    if (startedAt === undefined || commandLine === undefined || state?.startsWith('Z') !== false) return [];
    return [{ pid: Number(pid), startedAt, commandLine: commandLine.trimEnd() }];
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function waitUntil(isTrue: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
