import type { Context } from '@temporalio/activity';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from './activities';
import { createSemaphore } from './async/semaphore';
import { temporalOptions } from './client';
import type { Config } from './config';
import type { Store } from './store';
import { tracing } from './telemetry/tracing';
import type { Upstream } from './upstream';
import { connectWorker } from './worker/connect';
import { countFailures, countRequests } from './worker/metrics';
import { readMeter } from './worker/runtime';
import { loadWorkflowBundle } from './worker/workflow-bundle';
import { TASK_QUEUES, type TaskQueueName } from './workflows/contract';

export { loadWorkflowBundle } from './worker/workflow-bundle';

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
  /** Where Temporal's core serves its metrics and those of the worker, such as `127.0.0.1:9464`. Default: nowhere. */
  coreMetricsAddress?: string | undefined;
  /** The queues to work on. Default: both. */
  queues?: readonly TaskQueueName[] | undefined;
  /** Receives a sentence before a step that takes long. Default: it is logged. */
  onNotice?: ((sentence: string) => void) | undefined;
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
 * @throws {TemporalAccessError} if the Temporal server refuses access, has no such namespace, or uses TLS otherwise than
 * the settings.
 */
export async function startWorker(
  dependencies: WorkerDependencies,
  signal?: AbortSignal,
): Promise<RunningWorker> {
  const { config, logger, onNotice = (sentence) => logger.info(sentence) } = dependencies;
  // Read before connecting: a retry cannot fix invalid settings.
  const { namespace } = temporalOptions(config.temporal);
  const traces = tracing();
  const workflowBundle = await loadWorkflowBundle({
    cacheDir: config.cacheDir,
    isTraced: traces !== undefined,
    onNotice,
  });
  const { store, coreMetricsAddress: metricsAddress } = dependencies;
  const connection = await connectWorker(
    { settings: config.temporal, store, logger, metricsAddress },
    signal,
  );
  try {
    const meter = readMeter();
    const upstream = countRequests(dependencies.upstream, meter);
    const workers = await Promise.all(
      (dependencies.queues ?? Object.values(TASK_QUEUES)).map((queue) =>
        createWorker(
          queue,
          {
            connection,
            namespace,
            workflowBundle,
            interceptors: {
              activity: [
                countFailures(meter),
                ...(traces === undefined
                  ? []
                  : [(context: Context) => ({ inbound: traces.createActivityInterceptor(context) })]),
              ],
            },
            ...(traces === undefined ? {} : { sinks: traces.workflowSinks }),
          },
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
  options: Pick<WorkerOptions, 'connection' | 'namespace' | 'workflowBundle' | 'interceptors' | 'sinks'>,
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
      keepChangesForSeconds: config.keepChangesForSeconds,
      keepConversionsForSeconds: config.keepConversionsForSeconds,
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
