import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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

/** Read the state of a process. Undefined if there is none with this pid, or only a zombie. */
export function readProcess(pid: number): RunningProcess | undefined {
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

/**
 * Record the server of a data directory, so that the next start can terminate it if this process is killed.
 *
 * Must be called synchronously after the spawn, to leave no gap. The directory, or a file in it, must be on the command
 * line of the server.
 */
export function recordProcess(directory: string, pid: number): void {
  const found = readProcess(pid);
  if (found !== undefined)
    writeFileSync(recordFile(directory), JSON.stringify({ pid, startedAt: found.startedAt }));
}

/** Remove the record of a server that has exited. Idempotent. */
export function removeProcessRecord(directory: string): void {
  rmSync(recordFile(directory), { force: true });
}

/**
 * Terminate the server that an earlier start left running for this data directory, wait until it is gone, and remove its
 * record. The caller must hold the directory's lock: the server of a start that is running is recorded too.
 *
 * Terminates only a process that is recorded here, is still the same process, and has this directory on its command line.
 * This spares an unrelated process that reuses the pid, and the server of a directory of which this one is a copy.
 */
export async function terminateLeftover(directory: string): Promise<void> {
  const record = readRecord(directory);
  const found = record && readProcess(record.pid);
  if (record && found?.startedAt === record.startedAt && hasPath(found, directory))
    await terminateProcess(record.pid);
  removeProcessRecord(directory);
}

/**
 * Terminate a process and wait until it is gone: SIGINT, and SIGKILL if it is still running after `graceMs` (20 s).
 *
 * SIGINT, because PostgreSQL waits for its clients after SIGTERM.
 *
 * @returns whether it exited without SIGKILL.
 * @throws {Error} if it survives SIGKILL.
 */
export async function terminateProcess(pid: number, graceMs = GRACE_MS): Promise<boolean> {
  const before = readProcess(pid);
  if (before === undefined) return true;
  const isGone = () => readProcess(pid)?.startedAt !== before.startedAt;
  signal(pid, 'SIGINT');
  if (await waitUntil(isGone, graceMs)) return true;
  signal(pid, 'SIGKILL');
  if (await waitUntil(isGone, KILL_MS)) return false;
  throw new Error(`Process ${pid} cannot be terminated.`);
}

/** Whether the command line has this path, or a path below it: `/x/.data-2/file` is not below `/x/.data`. */
export function hasPath({ commandLine }: RunningProcess, path: string): boolean {
  return [resolve(path), realpathSync(path)].some((whole) => {
    const following = commandLine.split(whole).slice(1);
    return following.some((rest) => rest === '' || /^[/\0\s]/.test(rest));
  });
}

function recordFile(directory: string): string {
  return join(directory, 'process.json');
}

function readRecord(directory: string): { pid: number; startedAt: string } | undefined {
  try {
    const record = JSON.parse(readFileSync(recordFile(directory), 'utf8')) as {
      pid: number;
      startedAt: string;
    };
    return Number.isSafeInteger(record.pid) && record.pid > 1 ? record : undefined;
  } catch {
    // Missing, or truncated by a kill during the write.
    return undefined;
  }
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
    const line = execFileSync('ps', ['-ww', '-o', 'state=,lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // S    Mon Jan  5 10:00:00 2026 /path/to/postgres -D /path
    const [, state, startedAt, commandLine] =
      /^\s*(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/s.exec(line) ?? [];
    if (state?.startsWith('Z') !== false || startedAt === undefined || commandLine === undefined)
      return undefined;
    return { startedAt, commandLine: commandLine.trimEnd() };
  } catch {
    return undefined;
  }
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
