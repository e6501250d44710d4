import type { WorkerOptions } from '@temporalio/worker';
import { createActivities, createAlertActivities } from '../activities';
import { createSemaphore, type Semaphore } from '../async/semaphore';
import type { Channel } from '../channels';
import type { Config } from '../config';
import { ALERT_QUEUE, TASK_QUEUES, type TaskQueueName, type WorkerQueueName } from '../domain/names';
import type { Store } from '../store';
import type { Upstream } from '../upstream';

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

/** Messages of alerts that a worker handles at a time. They mostly wait for a channel's answer. */
const ALERT_ACTIVITY_SLOTS = 50;

/** The concurrent requests of each queue on this worker. */
export type RequestSemaphores = Record<TaskQueueName, Semaphore>;

/** Creates the semaphores of a worker, with as many permits as the settings say. */
export function createRequestSemaphores({ high, full }: Config): RequestSemaphores {
  return {
    [TASK_QUEUES.high]: createSemaphore(high.concurrency),
    [TASK_QUEUES.full]: createSemaphore(full.concurrency),
  };
}

/** What the activities of a worker need. The caller closes the store, the upstream and the channels. */
export interface QueueDependencies {
  config: Config;
  store: Store;
  upstream: Upstream;
  /** Where alerts go. */
  channels: readonly Channel[];
  /** The delay after the first failed attempt to deliver an alert, in milliseconds. Default: 5 seconds. */
  firstAlertRetryMs?: number | undefined;
}

/** The options of the worker of one queue: its activities, and how many of them it runs at a time. */
export function queueOptions(
  queue: WorkerQueueName,
  semaphores: RequestSemaphores,
  deps: QueueDependencies,
): QueueOptions {
  const { temporal, upstream } = deps.config;
  return {
    taskQueue: `${temporal.prefix}${queue}`,
    ...(queue === ALERT_QUEUE ? alertOptions(deps) : syncOptions(queue, semaphores[queue], deps)),
    ...versioningOptions(temporal, queue),
    shutdownGraceTime: upstream.timeoutMs,
    shutdownForceTime: upstream.timeoutMs + SHUTDOWN_MARGIN_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_INTERVAL,
  };
}

type QueueOptions = Partial<WorkerOptions> & Pick<WorkerOptions, 'taskQueue'>;

function alertOptions({ store, channels, firstAlertRetryMs }: QueueDependencies): Partial<WorkerOptions> {
  return {
    activities: createAlertActivities({ store, channels, firstRetryAfterMs: firstAlertRetryMs }),
    maxConcurrentActivityTaskExecutions: ALERT_ACTIVITY_SLOTS,
  };
}

function syncOptions(
  queue: TaskQueueName,
  semaphore: Semaphore,
  { config, store, upstream, channels }: QueueDependencies,
): Partial<WorkerOptions> {
  const { concurrency, requestsPerSecond } = queue === TASK_QUEUES.high ? config.high : config.full;
  return {
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
        semaphore,
        permitTimeoutMs: PERMIT_TIMEOUT_MS,
      },
      sweepMaxShare: config.sweepMaxShare,
      keepRunsForSeconds: config.keepRunsForSeconds,
      keepChangesForSeconds: config.keepChangesForSeconds,
      keepConversionsForSeconds: config.keepConversionsForSeconds,
      outcomeAttribute: config.temporal.outcomeAttribute,
      alertQueue: `${config.temporal.prefix}${ALERT_QUEUE}`,
      alertRules: {
        scope: config.alerts.scope,
        channels: channels.map(({ name }) => name),
        highEverySeconds: config.high.everyMs / 1_000,
        fullEverySeconds: config.full.everyMs / 1_000,
      },
    }),
    maxConcurrentActivityTaskExecutions:
      concurrency + ACTIVITIES_AHEAD + (queue === TASK_QUEUES.high ? DATABASE_ACTIVITY_SLOTS : 0),
    // The server enforces this limit per queue, for any number of workers.
    ...(requestsPerSecond > 0 ? { maxTaskQueueActivitiesPerSecond: requestsPerSecond } : {}),
  };
}

/**
 * A run stays on the version that it started on, and so do its chunks and the run that it continues as. The delivery of an
 * alert may last longer than the workers of a version.
 */
function versioningOptions(
  { workerVersion: version }: Config['temporal'],
  queue: WorkerQueueName,
): Partial<WorkerOptions> {
  if (version === undefined) return {};
  const defaultVersioningBehavior = queue === ALERT_QUEUE ? 'AUTO_UPGRADE' : 'PINNED';
  return { workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior } };
}
