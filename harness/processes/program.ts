import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { poll } from '../poll';

const ROOT = join(__dirname, '../..');

export interface Program {
  readonly pid: number;
  /** All that it has said so far, on both streams. */
  output(): string;
  /** What it has said on standard output alone. */
  stdout(): string;
  /** Wait until its output matches, and return the match. Fails at once if the process ends before. */
  waitFor(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Type something, as a person at its terminal: `\x03` is Ctrl-C. */
  type(text: string): void;
  /** Send a signal and wait for the end; the exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** Wait for the end that it comes to by itself. */
  ended(): Promise<number | NodeJS.Signals>;
}

export interface StartOptions {
  /** Columns of a terminal to run it on; left out: it has none, only pipes. A terminal has one stream for all. */
  columns?: number;
}

/**
 * Start one of the project's commands, with its arguments, as a process of its own: as its npm script does, but without
 * npm in between, so that signals reach it. Nothing of this process's environment reaches it but what a shell needs.
 */
export function startCli(
  command: string,
  environment: Record<string, string>,
  { columns }: StartOptions = {},
): Program {
  const { PATH = '', HOME = '', XDG_CACHE_HOME, TEMPORAL_CLI_PATH } = process.env;
  const inherited = {
    PATH,
    HOME,
    ...(XDG_CACHE_HOME && { XDG_CACHE_HOME }),
    ...(TEMPORAL_CLI_PATH && { TEMPORAL_CLI_PATH }),
  };
  const node = [
    process.execPath,
    '--import',
    'tsx',
    'src/cli/main.ts',
    ...command.split(' ').filter(Boolean),
  ];
  const [program, ...args] =
    columns === undefined
      ? node
      : ['script', '-qec', `stty cols ${columns}; exec ${node.map(quote).join(' ')}`, '/dev/null'];
  const child: ChildProcess = spawn(program!, args, {
    cwd: ROOT,
    env: { ...inherited, ...environment },
    stdio: [columns === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let saidToStdout = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    saidToStdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1));
  });
  return {
    pid: child.pid!,
    output: () => said,
    stdout: () => saidToStdout,
    waitFor: (pattern, withinMs = 30_000) =>
      poll(
        `${command} says ${String(pattern)}`,
        () => {
          const match = pattern.exec(said);
          if (match !== null) return match;
          if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}:\n${said}`);
          return undefined;
        },
        withinMs,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${said}`);
      }),
    type: (text) => void child.stdin?.write(text),
    stop(signal) {
      child.kill(signal);
      return ended;
    },
    ended: () => ended,
  };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
