import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities, RequestLimits } from '../activities';
import { MAX_RETRY_AFTER_MS } from '../domain/network-limits';

/** Bounded by time, not by attempts: a lost worker or a short outage must not use them up. Activities set the delay of each retry themselves (activities/retry/policy.ts). */
const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Waits for an open request to finish or abort, so that nothing is written after a run has left its audit. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** The activities that use the database alone: retried until the run's own timeout. */
export const databaseActivities = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  retry,
  cancellationType,
});

/**
 * The activities of FULL that send requests: size of the catalogue, a page, a recheck, a batch of the sweep.
 *
 * The activity gives up by itself after `pageRetryForMs`, since it knows how much of the time was a wait that the
 * network asked for. The server's timeout allows for the longest such wait and the last attempt on top.
 */
export function pageActivities({ attemptTimeoutMs, pageRetryForMs }: RequestLimits) {
  return proxyActivities<Activities>({
    startToCloseTimeout: attemptTimeoutMs,
    scheduleToCloseTimeout: pageRetryForMs + MAX_RETRY_AFTER_MS + attemptTimeoutMs,
    retry,
    cancellationType,
  });
}

/** The batches of HIGH: they give up soon, since the next HIGH requests the same offers again. */
export function batchActivities({ attemptTimeoutMs, batchRetryForMs }: RequestLimits) {
  return proxyActivities<Activities>({
    startToCloseTimeout: attemptTimeoutMs,
    scheduleToCloseTimeout: batchRetryForMs,
    retry,
    cancellationType,
  });
}
