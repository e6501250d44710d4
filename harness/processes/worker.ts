import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { poll } from '../poll';

/** A line of the worker's log, as far as tests look at it. */
export interface LogRecord {
  level: number;
  msg: string;
  [fact: string]: unknown;
}

/** A worker in a process of its own, as `npm run worker` starts it. Whoever started it calls `kill` at the latest. */
export interface WorkerProcess {
  readonly pid: number;
  hasEnded(): boolean;
  /** What it has logged so far, oldest first. */
  readonly log: readonly LogRecord[];
  /** Resolves once it polls its queues. */
  waitUntilReady(withinMs?: number): Promise<void>;
  /** Tell it to stop, as an operator or a container does; resolves with its exit code, null where a signal ended it. */
  stop(): Promise<number | null>;
  /** `kill -9`. Does nothing once it has ended. */
  kill(): Promise<void>;
}

const MAIN = join(__dirname, '../../src/cli/main.ts');

/** Start a worker with these settings and no other; `args` go to its command. */
export function startWorkerProcess(environment: Record<string, string>, args: string[] = []): WorkerProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, 'worker', ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  const log: LogRecord[] = [];
  let unread = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unread + text).split('\n');
    unread = lines.pop() ?? '';
    log.push(...lines.map((line) => JSON.parse(line) as LogRecord));
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));

  return {
    pid: child.pid!,
    hasEnded,
    log,
    async waitUntilReady(withinMs = 60_000) {
      await poll(
        'the worker is ready',
        () => {
          if (hasEnded()) throw new Error(`the worker ended before it was ready: ${complaints}`);
          return log.some(({ msg }) => msg === 'worker is ready');
        },
        withinMs,
      ).catch((error: unknown) => {
        throw new Error(
          `${String(error)}\n${log.map((line) => JSON.stringify(line)).join('\n')}${complaints}`,
        );
      });
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      if (hasEnded()) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Workers of a test that starts one after the other. */
export interface WorkerGroup {
  /** Start one more with these settings and no other, and wait until it polls its queues. */
  start(environment: Record<string, string>): Promise<WorkerProcess>;
  /** Kill all that still are. */
  killAll(): Promise<void>;
}

/** None at first; whoever starts some calls `killAll` at the latest. */
export function createWorkerGroup(): WorkerGroup {
  const workers: WorkerProcess[] = [];
  return {
    async start(environment) {
      const worker = startWorkerProcess(environment);
      workers.push(worker);
      await worker.waitUntilReady();
      return worker;
    },
    async killAll() {
      await Promise.all(workers.map((worker) => worker.kill()));
    },
  };
}
