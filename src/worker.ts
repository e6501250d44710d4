import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  type NativeConnectionOptions,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities, createLanes } from './activities';
import { createOnceAMinute } from './async/log-throttle';
import { temporalOptions } from './client';
import type { Config } from './config';
import type { Store } from './store';
import type { Upstream } from './upstream';
import { countRequests } from './worker/metrics';
import { installRuntime } from './worker/runtime';
import { TASK_QUEUES, type TaskQueueName } from './workflows/contract';

/** An attempt is given up a little after the network's own time is over, so that the reason is the network's. */
const ATTEMPT_MARGIN_MS = 5_000;

/** A server that is away is tried every so often, in milliseconds. */
const RECONNECT_EVERY_MS = 2_000;

/** FULL asks with the slots of its queue; these are for the runs' own books, so that an audit never waits for a page. */
const BOOKKEEPING_SLOTS = 2;

/**
 * So many activities more than requests may be open at once: while some store their answers and report to the server,
 * these are there already and ask. Of FULLs over 1,200 pages, one without takes 1.33 times the network's own time, one
 * with three takes 1.19 times.
 */
const SLOTS_AHEAD = 3;

/** How long one of these waits for its request, in milliseconds: within the margin of its attempt. */
const LONGEST_WAIT_FOR_A_LANE_MS = 2_000;

export interface WorkerDependencies {
  config: Config;
  store: Store;
  upstream: Upstream;
  logger: Logger;
  /** The queues to work on; left out: both. */
  queues?: readonly TaskQueueName[] | undefined;
}

export interface RunningWorker {
  /** Settles when the worker has stopped: rejects where it stopped by a fault. */
  readonly stopped: Promise<void>;
  /** Take no new work, let open work end within the grace time, then close the connection. */
  stop(): Promise<void>;
}

/** How many requests a worker on both queues may have open at once, and so how many connections to the network. */
export function requestsAtOnce({ high, full }: Config): number {
  return high.concurrency + full.concurrency;
}

/**
 * Run the activities and workflows on the queues until told to stop.
 *
 * Resolves once the worker polls. While the Temporal server is away it keeps trying, and says so once a minute;
 * `signal` ends the trying.
 *
 * @throws {ConfigError} where the settings of Temporal cannot be read.
 */
export async function startWorker(
  dependencies: WorkerDependencies,
  signal?: AbortSignal,
): Promise<RunningWorker> {
  const { config, logger } = dependencies;
  // What cannot be read will not be there later, either.
  const { connectionOptions, namespace } = temporalOptions(config.temporal);
  const meter = installRuntime(logger, config.workerMetricsAddress);
  const upstream = countRequests(dependencies.upstream, meter);
  const workflowBundle = await loadWorkflowBundle();
  const connection = await connect(connectionOptions, logger, signal);
  try {
    const workers = await Promise.all(
      (dependencies.queues ?? Object.values(TASK_QUEUES)).map((queue) =>
        createWorker(queue, { connection, namespace, workflowBundle }, { ...dependencies, upstream }),
      ),
    );
    return run(workers, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function createWorker(
  taskQueue: TaskQueueName,
  place: Pick<WorkerOptions, 'connection' | 'namespace' | 'workflowBundle'>,
  { config, store, upstream }: WorkerDependencies,
): Promise<Worker> {
  const { concurrency, requestsPerSecond } = taskQueue === TASK_QUEUES.high ? config.high : config.full;
  return Worker.create({
    ...place,
    taskQueue,
    activities: createActivities({
      store,
      upstream,
      pace: {
        attemptTimeoutMs: config.upstream.timeoutMs + ATTEMPT_MARGIN_MS,
        pageRetryForMs: config.full.pageRetryForMs,
        batchRetryForMs: config.high.batchRetryForMs,
        batchesAtOnce: config.high.concurrency + SLOTS_AHEAD,
      },
      turns: {
        queue: taskQueue,
        requestsPerSecond,
        lanes: createLanes(concurrency, LONGEST_WAIT_FOR_A_LANE_MS),
      },
      sweepMaxShare: config.sweepMaxShare,
      keepRunsForSeconds: config.keepRunsForSeconds,
    }),
    maxConcurrentActivityTaskExecutions:
      concurrency + SLOTS_AHEAD + (taskQueue === TASK_QUEUES.high ? BOOKKEEPING_SLOTS : 0),
    // The budget of requests is the queue's own, kept by the server, and shared by any number of workers.
    ...(requestsPerSecond > 0 ? { maxTaskQueueActivitiesPerSecond: requestsPerSecond } : {}),
    shutdownGraceTime: config.upstream.timeoutMs,
    shutdownForceTime: config.upstream.timeoutMs + ATTEMPT_MARGIN_MS,
  });
}

function run(workers: Worker[], connection: NativeConnection): RunningWorker {
  const stopAll = () => {
    for (const worker of workers) {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    }
  };
  const runs = workers.map((worker) => worker.run());
  // One worker that ends by a fault must not leave the other polling.
  runs.forEach((ended) => void ended.then(stopAll, stopAll));
  const stopped = (async () => {
    const ends = await Promise.allSettled(runs);
    await connection.close();
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  })();
  stopped.catch(() => undefined);
  return {
    stopped,
    stop() {
      stopAll();
      return stopped;
    },
  };
}

async function connect(
  options: NativeConnectionOptions,
  logger: Logger,
  signal?: AbortSignal,
): Promise<NativeConnection> {
  const takeDue = createOnceAMinute();
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      signal?.throwIfAborted();
      const errorClass = error instanceof Error ? error.name : typeof error;
      const keptBack = takeDue(errorClass, performance.now());
      if (keptBack !== undefined) logger.warn({ errorClass, keptBack }, 'Temporal is away, still trying');
      await wait(RECONNECT_EVERY_MS, undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** The bundle that the build made, or, from the sources, one made now (1 to 2 s). */
export async function loadWorkflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = join(__dirname, 'worker/workflow-bundle.js');
  if (existsSync(codePath)) return { codePath };
  const quiet = new DefaultLogger('WARN');
  return bundleWorkflowCode({ workflowsPath: join(__dirname, 'workflows'), logger: quiet });
}
