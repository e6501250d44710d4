import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { poll } from '../poll';

const ROOT = join(__dirname, '../..');

/** Longer than a worker needs to shut down when all its activities hang. */
const STOP_WITHIN_MS = 40_000;

/** The exit code, or the signal that ended the process. */
export type ExitStatus = number | NodeJS.Signals;

/** A program of this project in a process of its own. The caller ends it with `stop` or `kill`. */
export interface Program {
  readonly pid: number;
  hasEnded(): boolean;
  /** Everything printed so far, standard output and standard error together. */
  output(): string;
  /** Everything printed to standard output so far. */
  stdout(): string;
  /** Wait until the output matches; 90 s by default. Fails at once if the process ends before. */
  waitFor(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Type into its terminal: `\x03` is Ctrl-C. */
  type(text: string): void;
  /** Send a signal (default: SIGTERM) and wait for the end; after 40 s the process is killed. Idempotent. */
  stop(signal?: NodeJS.Signals): Promise<ExitStatus>;
  /** `kill -9`. Idempotent. */
  kill(): Promise<ExitStatus>;
  /** Wait until the process ends without a signal of ours. */
  ended(): Promise<ExitStatus>;
}

export interface ProgramOptions {
  /** Default: the project's root. */
  cwd?: string;
  /** Run it on a terminal with this number of columns, which has one stream for all output. Default: pipes. */
  columns?: number | undefined;
  /** Called with every line of standard output. */
  onLine?: (line: string) => void;
}

/**
 * Start a program. It gets `environment`, PATH and HOME, and no other setting of this process. It is killed if this
 * process exits before it.
 */
export function startProgram(
  command: readonly string[],
  environment: Record<string, string>,
  { cwd = ROOT, columns, onLine }: ProgramOptions = {},
): Program {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  // Identifies it as a process of this test run, which a signal ends.
  const mark = TMPDIR === undefined ? {} : { TEST_RUN: TMPDIR };
  const [file, ...args] = columns === undefined ? command : onTerminal(command, columns);
  const child = spawn(file!, args, {
    cwd,
    env: { PATH, HOME, ...mark, ...environment },
    stdio: [columns === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  // `close` comes after `exit`, once everything that was printed has been read.
  const ended = once(child, 'close').then(([code, signal]) => {
    process.off('exit', kill);
    return (code ?? signal) as ExitStatus;
  });

  let output = '';
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (output += text));
  if (onLine !== undefined) createInterface({ input: child.stdout! }).on('line', onLine);

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid!,
    hasEnded,
    output: () => output,
    stdout: () => stdout,
    async waitFor(pattern, withinMs) {
      try {
        return await poll(
          `the output matches ${String(pattern)}`,
          () => {
            const match = pattern.exec(output);
            if (match === null && hasEnded()) throw new Error('The process ended before its output matched.');
            return match ?? undefined;
          },
          withinMs,
        );
      } catch (error) {
        throw new Error(`${command.join(' ')}: ${String(error)}\n${output}`, { cause: error });
      }
    },
    type: (text) => void child.stdin?.write(text),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const timer = setTimeout(kill, STOP_WITHIN_MS);
      return ended.finally(() => clearTimeout(timer));
    },
    kill() {
      kill();
      return ended;
    },
    ended: () => ended,
  };
}

/** Start a TypeScript file of this project with Node. */
export function startScript(
  [file, ...args]: readonly [string, ...string[]],
  environment: Record<string, string>,
  options?: ProgramOptions,
): Program {
  return startProgram([process.execPath, '--import', 'tsx', join(ROOT, file), ...args], environment, options);
}

/**
 * Start a command of the CLI, such as `worker --queues full-sync`, as its npm script does, but without npm in between, so
 * that signals reach it. Of this process's environment it also gets where the Temporal CLI is.
 */
export function startCli(
  command: string,
  environment: Record<string, string>,
  options?: ProgramOptions,
): Program {
  const { PATH = '', XDG_CACHE_HOME, TEMPORAL_CLI_PATH } = process.env;
  const inherited = {
    // The same Node as this process's.
    PATH: `${dirname(process.execPath)}:${PATH}`,
    ...(XDG_CACHE_HOME && { XDG_CACHE_HOME }),
    ...(TEMPORAL_CLI_PATH && { TEMPORAL_CLI_PATH }),
  };
  const words = command.split(' ').filter(Boolean);
  return startProgram([join(ROOT, 'bin/mobipium-sync'), ...words], { ...inherited, ...environment }, options);
}

export interface CliResult {
  code: ExitStatus;
  stdout: string;
  /** Standard output and standard error together. */
  output: string;
}

/** Run a command of the CLI without a terminal, and wait for its end. */
export async function runCli(command: string, environment: Record<string, string>): Promise<CliResult> {
  const program = startCli(command, environment);
  const code = await program.ended();
  return { code, stdout: program.stdout(), output: program.output() };
}

function onTerminal(command: readonly string[], columns: number): string[] {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return ['script', '-qec', `stty cols ${columns}; exec ${quoted}`, '/dev/null'];
}
