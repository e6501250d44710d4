import type { Context } from '@temporalio/activity';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalOptions } from './client';
import { type Config, ConfigError } from './config';
import { ALERT_QUEUE, TASK_QUEUES, WORKER_QUEUES, type WorkerQueueName } from './domain/names';
import { tracing } from './telemetry/tracing';
import { connectWorker } from './worker/connect';
import { countFailures, countRequests } from './worker/metrics';
import { takePrecedence } from './worker/precedence';
import { createRequestSemaphores, type QueueDependencies, queueOptions } from './worker/queue-options';
import { readMeter } from './worker/runtime';
import { loadWorkflowBundle } from './worker/workflow-bundle';

export { loadWorkflowBundle } from './worker/workflow-bundle';

/** What a worker needs. */
export interface WorkerDependencies extends QueueDependencies {
  logger: Logger;
  /** Where Temporal's core serves its metrics and those of the worker, such as `127.0.0.1:9464`. Default: nowhere. */
  coreMetricsAddress?: string | undefined;
  /** The queues to work on. Default: all. That of the alerts only if there are channels. */
  queues?: readonly WorkerQueueName[] | undefined;
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
 * @throws {ConfigError} if the settings of Temporal are invalid, or there is nothing to work on.
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
  const queues = selectQueues(dependencies);
  const traces = tracing();
  const workflowBundle = await loadWorkflowBundle({
    cacheDir: config.cacheDir,
    isTraced: traces !== undefined,
    onNotice,
    signal,
  });
  const { store, coreMetricsAddress: metricsAddress } = dependencies;
  const connection = await connectWorker(
    { settings: config.temporal, store, logger, metricsAddress },
    signal,
  );
  try {
    const meter = readMeter();
    const upstream = countRequests(dependencies.upstream, meter);
    const semaphores = createRequestSemaphores(config);
    const precedence = takePrecedence(semaphores[TASK_QUEUES.full], config.full.concurrency);
    const workers = await Promise.all(
      queues.map((queue) =>
        Worker.create({
          ...queueOptions(queue, semaphores, { ...dependencies, upstream }),
          connection,
          namespace,
          workflowBundle,
          interceptors: {
            activity: [
              ...(queue === TASK_QUEUES.high ? [precedence] : []),
              countFailures(meter),
              ...(traces === undefined
                ? []
                : [(context: Context) => ({ inbound: traces.createActivityInterceptor(context) })]),
            ],
          },
          ...(traces === undefined ? {} : { sinks: traces.workflowSinks }),
        }),
      ),
    );
    return run(workers, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Without channels there is nothing to deliver, and no need for another thread with the workflows. */
function selectQueues({ queues = WORKER_QUEUES, channels }: WorkerDependencies): WorkerQueueName[] {
  const useful = queues.filter((queue) => queue !== ALERT_QUEUE || channels.length > 0);
  if (useful.length === 0) {
    throw new ConfigError([
      'ALERT_WEBHOOK_URL, SMTP_URL and ALERT_TELEGRAM_TOKEN are missing: a worker of the alerts needs one of them',
    ]);
  }
  return useful;
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
