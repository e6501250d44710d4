import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type Activities, type Pace } from '../activities';
import { LONGEST_TOLD_WAIT_MS } from '../domain/network-limits';

/** Bounded by time, not by attempts: a lost worker or a short outage must not use them up. The waits in between are the activities' own (see as-failure.ts). */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Waits for an open request to finish or abort, so that nothing is written after a run has left its audit. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** The activities that speak to the database alone: tried until the run's own time is over. */
export const books = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  retry: RETRY,
  cancellationType,
});

/**
 * Sizing up the catalogue, a page of it, what may have shifted, or a batch of the sweep: a page's time.
 *
 * The activity itself gives up when that time is over, since it knows how much of it was waiting that the network
 * asked for; the server does so once all of that could be over too, and the last attempt.
 */
export function pagesAt(pace: Pace) {
  return proxyActivities<Activities>({
    startToCloseTimeout: pace.attemptTimeoutMs,
    scheduleToCloseTimeout: pace.pageRetryForMs + LONGEST_TOLD_WAIT_MS + pace.attemptTimeoutMs,
    retry: RETRY,
    cancellationType,
  });
}

/** A batch of HIGH: it gives up soon, since the next HIGH asks anew. */
export function batchesAt(pace: Pace) {
  return proxyActivities<Activities>({
    startToCloseTimeout: pace.attemptTimeoutMs,
    scheduleToCloseTimeout: pace.batchRetryForMs,
    retry: RETRY,
    cancellationType,
  });
}
