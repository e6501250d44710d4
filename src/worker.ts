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
import { createActivities } from './activities';
import { createLogThrottle } from './async/log-throttle';
import { createSemaphore } from './async/semaphore';
import { temporalOptions } from './client';
import type { Config } from './config';
import type { Store } from './store';
import type { Upstream } from './upstream';
import { countRequests } from './worker/metrics';
import { installRuntime } from './worker/runtime';
import { TASK_QUEUES, type TaskQueueName } from './workflows/contract';

/** An attempt times out a little after the upstream's own timeout, so that the error is the upstream's. */
const ATTEMPT_MARGIN_MS = 5_000;

const RECONNECT_EVERY_MS = 2_000;

/** The HIGH queue also runs the activities that use the database alone: with slots of their own, an audit never waits for a request. */
const DATABASE_ACTIVITY_SLOTS = 2;

/**
 * Activities beyond the number of concurrent requests: while some store their answers and report to the server, these
 * wait for a permit and send at once. A FULL over 1,200 pages takes 1.33 times the network's own time without them, and
 * 1.19 times with three.
 */
const ACTIVITIES_AHEAD = 3;

/** How long such an activity waits for a permit, in milliseconds: less than the margin of its attempt. */
const PERMIT_TIMEOUT_MS = 2_000;

export interface WorkerDependencies {
  config: Config;
  store: Store;
  upstream: Upstream;
  logger: Logger;
  /** The queues to work on. Default: both. */
  queues?: readonly TaskQueueName[] | undefined;
}

export interface RunningWorker {
  /** Resolves when the worker has stopped; rejects if it stopped because of an error. */
  readonly stopped: Promise<void>;
  /** Poll for no new work, let running activities end within the grace time, then close the connection. */
  stop(): Promise<void>;
}

/** How many concurrent requests a worker on both queues may send: the connections to the network that it needs. */
export function maxConcurrentRequests({ high, full }: Config): number {
  return high.concurrency + full.concurrency;
}

/**
 * Run the activities and workflows of the queues until stopped.
 *
 * Resolves once the worker polls. While the Temporal server is unavailable it keeps connecting, and logs that once a
 * minute; `signal` stops the attempts.
 *
 * @throws {ConfigError} when the settings of Temporal cannot be read.
 */
export async function startWorker(
  dependencies: WorkerDependencies,
  signal?: AbortSignal,
): Promise<RunningWorker> {
  const { config, logger } = dependencies;
  // Read before the first attempt to connect: unreadable settings stay unreadable.
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
  options: Pick<WorkerOptions, 'connection' | 'namespace' | 'workflowBundle'>,
  { config, store, upstream }: WorkerDependencies,
): Promise<Worker> {
  const { concurrency, requestsPerSecond } = taskQueue === TASK_QUEUES.high ? config.high : config.full;
  return Worker.create({
    ...options,
    taskQueue,
    activities: createActivities({
      store,
      upstream,
      limits: {
        attemptTimeoutMs: config.upstream.timeoutMs + ATTEMPT_MARGIN_MS,
        pageRetryForMs: config.full.pageRetryForMs,
        batchRetryForMs: config.high.batchRetryForMs,
        batchConcurrency: config.high.concurrency + ACTIVITIES_AHEAD,
        maxAbsentShare: config.sweepMaxShare,
      },
      pacing: {
        queue: taskQueue,
        requestsPerSecond,
        semaphore: createSemaphore(concurrency),
        permitTimeoutMs: PERMIT_TIMEOUT_MS,
      },
      sweepMaxShare: config.sweepMaxShare,
      keepRunsForSeconds: config.keepRunsForSeconds,
    }),
    maxConcurrentActivityTaskExecutions:
      concurrency + ACTIVITIES_AHEAD + (taskQueue === TASK_QUEUES.high ? DATABASE_ACTIVITY_SLOTS : 0),
    // The server enforces this limit per queue, for any number of workers.
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
  // When one worker fails, the other must not keep polling.
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
  const throttle = createLogThrottle();
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      signal?.throwIfAborted();
      const errorClass = error instanceof Error ? error.name : typeof error;
      const due = throttle(errorClass, performance.now());
      if (due) logger.warn({ errorClass, ...due }, 'Temporal is unavailable, retrying');
      await wait(RECONNECT_EVERY_MS, undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** The bundle that the build made; when run from the sources, bundles now (1 to 2 s). */
export async function loadWorkflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = join(__dirname, 'worker/workflow-bundle.js');
  if (existsSync(codePath)) return { codePath };
  return bundleWorkflowCode({
    workflowsPath: join(__dirname, 'workflows'),
    logger: new DefaultLogger('WARN'),
  });
}
