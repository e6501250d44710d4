import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readProcess, type ProcessState } from './read-process';

const ROOT = join(__dirname, '../..');

/** Longer than a worker takes to stop when all its slots hang. */
const END_WITHIN_MS = 40_000;

/** A program of ours in a process of its own. */
export interface SpawnedProgram {
  /** The line that said it was ready. */
  readonly said: string;
  /** How it stands now; undefined where it has ended, or the system does not tell. */
  state(): ProcessState | undefined;
  hasEnded(): boolean;
  /** Tell it to stop, and wait until it has; by force if it does not. */
  stop(): Promise<void>;
  /** `kill -9`, and wait until it has ended. */
  kill(): Promise<void>;
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
    // Closed: ended, and all that it said has been read.
    void once(child, 'close').then(() =>
      reject(new Error(`${file} ended before it was ready: ${complaints}`)),
    );
  });

  return {
    said,
    state: () => readProcess(child.pid!),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      const impatience = setTimeout(kill, END_WITHIN_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(impatience);
      process.off('exit', kill);
    },
    async kill() {
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}
