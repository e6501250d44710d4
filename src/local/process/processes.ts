import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that runs now. */
export interface RunningProcess {
  /** Opaque. With the pid it names one process for ever: a pid alone is soon given to another. */
  startedAt: string;
  /** Its arguments, joined by NUL on Linux and by blanks elsewhere. */
  commandLine: string;
}

/** A server that an earlier start left running, and that has been ended. */
export interface TerminatedProcess {
  name: string;
  pid: number;
}

/** What a process is given to end in peace: the time that PostgreSQL may need for its last checkpoint. */
const GRACE_MS = 20_000;

/** After SIGKILL only the kernel has work to do. */
const KILL_MS = 5_000;

const POLL_MS = 25;

/** Look at a process. Undefined: there is none with this pid, or it is dead and only waits to be collected. */
export function readProcess(pid: number): RunningProcess | undefined {
  return process.platform === 'linux' ? readProcFolder(pid) : askPs(pid);
}

/**
 * Note that `name` runs as `pid` for this data directory, so that the next start can end it if this one is killed.
 *
 * Call it directly after the spawn, in the same turn: what happens in between is not seen. The process must name
 * the directory, or a file in it, on its command line.
 */
export function recordProcess(directory: string, name: string, pid: number): void {
  const found = readProcess(pid);
  if (found === undefined) return;
  mkdirSync(recordFolder(directory), { recursive: true });
  writeFileSync(recordFile(directory, name), JSON.stringify({ pid, startedAt: found.startedAt }));
}

/** Say that `name` has ended. It may never have been recorded. */
export function removeProcessRecord(directory: string, name: string): void {
  rmSync(recordFile(directory, name), { force: true });
}

/**
 * End what an earlier start left running for this data directory, and wait until it is gone.
 *
 * Ended is only a process that was recorded here, is still that same process, and names this directory on its
 * command line. So a pid that now belongs to another program is left alone, and so is the server of a directory
 * that this one was copied from. Hold the directory's lock when you call this: a start that lives has servers too.
 *
 * @param onEnding Told of each process before it is ended.
 * @returns Those that were running, in no order.
 */
export async function terminateLeftovers(
  directory: string,
  onEnding: (leftover: TerminatedProcess) => void = () => undefined,
): Promise<TerminatedProcess[]> {
  const leftovers = readRecords(directory).filter(({ pid, startedAt }) => {
    const found = readProcess(pid);
    return found !== undefined && found.startedAt === startedAt && namesDirectory(found, directory);
  });
  await Promise.all(
    leftovers.map(async ({ name, pid }) => {
      onEnding({ name, pid });
      await terminateProcess(pid);
    }),
  );
  rmSync(recordFolder(directory), { recursive: true, force: true });
  return leftovers.map(({ name, pid }) => ({ name, pid }));
}

/**
 * End a process and wait until it is gone: SIGINT, and SIGKILL if that does not help within `graceMs` (20 s).
 *
 * SIGINT, since to PostgreSQL a SIGTERM means to wait for its clients. True: it went in peace.
 *
 * @throws {Error} if even SIGKILL did not end it.
 */
export async function terminateProcess(pid: number, graceMs = GRACE_MS): Promise<boolean> {
  const before = readProcess(pid);
  if (before === undefined) return true;
  const isGone = () => readProcess(pid)?.startedAt !== before.startedAt;
  signal(pid, 'SIGINT');
  if (await waitUntil(isGone, graceMs)) return true;
  signal(pid, 'SIGKILL');
  if (await waitUntil(isGone, KILL_MS)) return false;
  throw new Error(`Process ${pid} could not be ended.`);
}

interface ProcessRecord {
  name: string;
  pid: number;
  startedAt: string;
}

function recordFolder(directory: string): string {
  return join(directory, 'processes');
}

function recordFile(directory: string, name: string): string {
  return join(recordFolder(directory), `${name}.json`);
}

function readRecords(directory: string): ProcessRecord[] {
  let files: string[];
  try {
    files = readdirSync(recordFolder(directory));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    try {
      const { pid, startedAt } = JSON.parse(
        readFileSync(join(recordFolder(directory), file), 'utf8'),
      ) as ProcessRecord;
      return Number.isSafeInteger(pid) && pid > 1
        ? [{ name: file.replace(/\.json$/, ''), pid, startedAt }]
        : [];
    } catch {
      // Cut off while it was written: then it names nothing that could be trusted.
      return [];
    }
  });
}

/** The directory as a whole path: `/x/.data` is not named by `/x/.data-2/file`. */
function namesDirectory({ commandLine }: RunningProcess, directory: string): boolean {
  return [resolve(directory), realpathSync(directory)].some((path) => {
    const at = commandLine.split(path).slice(1);
    return at.some((rest) => rest === '' || /^[/\0\s]/.test(rest));
  });
}

function readProcFolder(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const threads = Number(fields[17]);
    const startTicks = fields[19];
    // A dead process that still has threads holds its ports and files until the last of them has ended.
    const isDead = state === 'X' || (state === 'Z' && threads <= 1);
    if (isDead || startTicks === undefined) return undefined;
    return { startedAt: startTicks, commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

function askPs(pid: number): RunningProcess | undefined {
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
