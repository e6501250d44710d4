import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '@temporalio/client';
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
import { assertOwnSchedules, OtherMirrorError, temporalOptions } from './client';
import { type Config, ConfigError } from './config';
import type { Store } from './store';
import type { Upstream } from './upstream';
import { countFailures, countRequests } from './worker/metrics';
import { installRuntime, readMeter } from './worker/runtime';
import { assertSearchAttribute } from './worker/search-attribute';
import { TASK_QUEUES, type TaskQueueName } from './workflows/contract';

/**
 * How long an attempt may last beyond the timeout of its request, in milliseconds: for its waits for a permit and a send
 * time, and for saving the answer, so that each of these reports its own timeout. A lost worker is detected earlier, by
 * its missing heartbeats.
 */
const ATTEMPT_MARGIN_MS = 60_000;

/** How long a worker that stops waits beyond the timeout of its open requests, in milliseconds. */
const SHUTDOWN_MARGIN_MS = 5_000;

/** Attempts heartbeat every three seconds. Without this limit the SDK would pass on every third heartbeat only. */
const HEARTBEAT_THROTTLE_INTERVAL = '2s';

const RECONNECT_EVERY_MS = 2_000;

/**
 * Extra activity slots of the HIGH queue. It also runs refreshes, which use only the database: with these slots their
 * activities never wait for a request of a HIGH.
 */
const DATABASE_ACTIVITY_SLOTS = 2;

/**
 * Extra activity slots beyond the number of concurrent requests: while some activities store their answers and report
 * to the server, others already wait for a permit. A FULL over 1,200 pages takes 1.33 times the network's own time
 * without extra slots, and 1.19 times with three.
 */
const ACTIVITIES_AHEAD = 3;

/** How long an activity waits for a permit, in milliseconds. Less than `ATTEMPT_MARGIN_MS`. */
const PERMIT_TIMEOUT_MS = 20_000;

/** What a worker needs. The caller closes the store and the upstream. */
export interface WorkerDependencies {
  config: Config;
  store: Store;
  upstream: Upstream;
  logger: Logger;
  /** The queues to work on. Default: both. */
  queues?: readonly TaskQueueName[] | undefined;
}

/** A worker that polls its queues until it is stopped. */
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
 * Resolves once the worker polls. While the Temporal server is unavailable it keeps trying to connect, and logs once a
 * minute that the server is unavailable; `signal` stops the attempts.
 *
 * @throws {ConfigError} if the settings of Temporal are invalid.
 * @throws {OtherMirrorError} if the schedules on the Temporal server belong to another mirror.
 */
export async function startWorker(
  dependencies: WorkerDependencies,
  signal?: AbortSignal,
): Promise<RunningWorker> {
  const { config, logger } = dependencies;
  // Read before connecting: a retry cannot fix invalid settings.
  const { connectionOptions, namespace } = temporalOptions(config.temporal);
  installRuntime(logger, config.workerMetricsAddress);
  const workflowBundle = await loadWorkflowBundle();
  const connection = await connect(connectionOptions, logger, signal, async (connected) => {
    await assertOwnSchedules({
      temporal: new Client({ connection: connected, namespace }),
      prefix: config.temporal.prefix,
      readMirrorId: () => dependencies.store.readMirrorId(),
    });
    const { outcomeAttribute } = config.temporal;
    if (outcomeAttribute !== undefined) await assertSearchAttribute(connected, namespace, outcomeAttribute);
  });
  try {
    const meter = readMeter();
    const upstream = countRequests(dependencies.upstream, meter);
    const workers = await Promise.all(
      (dependencies.queues ?? Object.values(TASK_QUEUES)).map((queue) =>
        createWorker(
          queue,
          { connection, namespace, workflowBundle, interceptors: { activity: [countFailures(meter)] } },
          { ...dependencies, upstream },
        ),
      ),
    );
    return run(workers, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function createWorker(
  queue: TaskQueueName,
  options: Pick<WorkerOptions, 'connection' | 'namespace' | 'workflowBundle' | 'interceptors'>,
  { config, store, upstream }: WorkerDependencies,
): Promise<Worker> {
  const { concurrency, requestsPerSecond } = queue === TASK_QUEUES.high ? config.high : config.full;
  return Worker.create({
    ...options,
    taskQueue: `${config.temporal.prefix}${queue}`,
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
        queue,
        requestsPerSecond,
        semaphore: createSemaphore(concurrency),
        permitTimeoutMs: PERMIT_TIMEOUT_MS,
      },
      sweepMaxShare: config.sweepMaxShare,
      keepRunsForSeconds: config.keepRunsForSeconds,
      outcomeAttribute: config.temporal.outcomeAttribute,
    }),
    ...versioningOptions(config.temporal),
    maxConcurrentActivityTaskExecutions:
      concurrency + ACTIVITIES_AHEAD + (queue === TASK_QUEUES.high ? DATABASE_ACTIVITY_SLOTS : 0),
    // The server enforces this limit per queue, for any number of workers.
    ...(requestsPerSecond > 0 ? { maxTaskQueueActivitiesPerSecond: requestsPerSecond } : {}),
    shutdownGraceTime: config.upstream.timeoutMs,
    shutdownForceTime: config.upstream.timeoutMs + SHUTDOWN_MARGIN_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_INTERVAL,
  });
}

/** A run stays on the version that it started on, and so do its chunks and the run that it continues as. */
function versioningOptions({ workerVersion: version }: Config['temporal']): Partial<WorkerOptions> {
  if (version === undefined) return {};
  return {
    workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' },
  };
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
  signal: AbortSignal | undefined,
  check: (connection: NativeConnection) => Promise<void>,
): Promise<NativeConnection> {
  const throttle = createLogThrottle();
  // Kept while the check fails: the server answers.
  let connection: NativeConnection | undefined;
  try {
    for (;;) {
      try {
        connection ??= await NativeConnection.connect(options);
        await check(connection);
        return connection;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof OtherMirrorError || error instanceof ConfigError) throw error;
        const errorClass = error instanceof Error ? error.name : typeof error;
        const due = throttle(errorClass, performance.now());
        if (due) logger.warn({ errorClass, ...due }, 'Temporal is unavailable, retrying');
        await wait(RECONNECT_EVERY_MS, undefined, signal === undefined ? {} : { signal });
      }
    }
  } catch (error) {
    await connection?.close();
    throw error;
  }
}

/** Returns the bundle that the build created. When run from the sources, bundles the workflows now (1 to 2 s). */
export async function loadWorkflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = join(__dirname, 'worker/workflow-bundle.js');
  if (existsSync(codePath)) return { codePath };
  return bundleWorkflowCode({
    workflowsPath: join(__dirname, 'workflows'),
    logger: new DefaultLogger('WARN'),
  });
}
