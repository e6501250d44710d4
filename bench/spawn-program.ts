import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '..');

/** Longer than a worker takes to stop when all its slots hang. */
const END_WITHIN_MS = 40_000;

/** A program of ours in a process of its own. */
export interface SpawnedProgram {
  /** The line that said it was ready. */
  readonly said: string;
  /** Its resident memory in MiB now; undefined where the system does not tell. */
  residentMiB(): number | undefined;
  /** Tell it to stop, and wait until it has; by force if it does not. */
  stop(): Promise<void>;
}

/**
 * Start a TypeScript file of this project with these settings and no other, and wait for a line that matches.
 *
 * @throws what it said, if it ends before.
 */
export async function spawnProgram(
  [file, ...args]: [string, ...string[]],
  environment: Record<string, string>,
  isReady: (line: string) => boolean,
): Promise<SpawnedProgram> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit');

  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const said = await new Promise<string>((resolve, reject) => {
    // All lines are read, also after the one that is waited for: a pipe that nobody empties stops its writer.
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (isReady(line)) resolve(line);
    });
    void ended.then(() => reject(new Error(`${file} ended before it was ready: ${complaints}`)));
  });

  return {
    said,
    residentMiB: () => readResidentMiB(child.pid!),
    async stop() {
      const impatience = setTimeout(kill, END_WITHIN_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(impatience);
      process.off('exit', kill);
    },
  };
}

function readResidentMiB(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kib === undefined ? undefined : Number(kib) / 1_024;
}
