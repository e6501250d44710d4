import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface ChildOptions {
  /** Default: the folder of this process. */
  cwd?: string;
  /** Default: the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** Ends the program. */
  signal?: AbortSignal | undefined;
}

export interface ChildResult {
  /** Null: a signal ended it. */
  exitCode: number | null;
  /** Everything that it printed to standard output … */
  output: string;
  /** … and to standard error. */
  errors: string;
}

/**
 * Run a program in a process of its own, which ends with this one. Settles once the program has exited, also after the signal.
 *
 * @throws the reason of the signal, or why the program could not be started.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  { signal, ...options }: ChildOptions = {},
): Promise<ChildResult> {
  signal?.throwIfAborted();
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => void child.kill();
  process.once('exit', end);
  signal?.addEventListener('abort', end);
  try {
    const exited = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const [exitCode, output, errors] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    signal?.throwIfAborted();
    return { exitCode, output, errors };
  } finally {
    process.off('exit', end);
    signal?.removeEventListener('abort', end);
  }
}
