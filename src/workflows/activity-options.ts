import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities, RequestLimits } from '../activities';
import { HEARTBEAT_TIMEOUT_MS } from '../domain/run-times';

/** Bounded by time, not by attempts: a lost worker or a short outage must not use them up. Activities set the delay of each retry themselves (activities/retry/policy.ts). */
const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Waits for an open request to finish or abort, so that nothing is written after a run has left its audit. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** A lost worker's attempt is retried soon. Attempts heartbeat while they wait (activities/retry/attempt.ts). */
const heartbeatTimeout = HEARTBEAT_TIMEOUT_MS;

/** The activities that use the database alone: retried until the run's own timeout. */
export const databaseActivities = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout,
  retry,
  cancellationType,
});

/**
 * The activities that send requests.
 *
 * The server does not limit the time until they succeed: it cannot tell a wait for a worker or for the queue's rate limit
 * from a failure. The activity gives up by itself, and the run ends what is open when its time for requests is used up.
 */
export function requestActivities({ attemptTimeoutMs }: RequestLimits) {
  return proxyActivities<Activities>({
    startToCloseTimeout: attemptTimeoutMs,
    heartbeatTimeout,
    retry,
    cancellationType,
  });
}
