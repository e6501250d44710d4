import { type Program, startCli } from './program';

/** A line of the worker's log. */
export interface LogRecord {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** A worker in a process of its own, started as `npm run worker` does. */
export interface WorkerProcess extends Program {
  /** Its log so far, oldest first. */
  readonly log: readonly LogRecord[];
  /** Wait until it polls its queues; 90 s by default. */
  waitUntilReady(withinMs?: number): Promise<unknown>;
}

/** Start a worker with these settings; `args` go to its command. */
export function startWorkerProcess(
  environment: Record<string, string>,
  args: readonly string[] = [],
): WorkerProcess {
  const log: LogRecord[] = [];
  const program = startCli(['worker', ...args].join(' '), environment, {
    onLine: (line) => log.push(JSON.parse(line) as LogRecord),
  });
  return {
    ...program,
    log,
    waitUntilReady: (withinMs) => program.waitFor(/"msg":"worker is ready"/, withinMs),
  };
}
