import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The signals that end a test run early. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const POLL_MS = 50;

/**
 * Create the folder of a test run, below which everything is that its tests create. It identifies the processes of the run: the
 * environment or the command line of each contains its path.
 *
 * A signal ends all of them before it ends this process. Jest itself would leave servers and programs running.
 */
export function createRunDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-test-'));
  // PostgreSQL runs as another user if this process is root.
  chmodSync(directory, 0o755);
  process.env.TMPDIR = directory;
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      void killProcesses(directory).then(() => {
        rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
        process.kill(process.pid, signal);
      });
    });
  }
  return directory;
}

/** Kill the processes of a test run, and wait until they are gone. Only Linux tells the environment of a process. */
export async function killProcesses(directory: string): Promise<void> {
  for (let pids = findProcesses(directory); pids.length > 0; pids = findProcesses(directory)) {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    await sleep(POLL_MS);
  }
}

/** The ids of the other processes whose command line or environment contains a text. */
export function findProcesses(text: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((name) => read(`/proc/${pid}/${name}`).includes(text)));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended, or is one of another user.
    return '';
  }
}
