import { ApplicationFailure, type MetricMeter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { FailureDetails } from '../activities';
import { type Upstream, UpstreamError } from '../upstream';

/** Temporal's exporter serves it together with the worker's own metrics, with `_total` appended. */
const REQUESTS = 'mobipium_upstream_requests';
const FAILURES = 'mobipium_activity_failures';

/**
 * Count each request to the network by question (`page` or `ids`) and outcome: `answered`, the outcome of its
 * `UpstreamError`, or `given_up` if the caller aborted it.
 *
 * A request by ids whose answer took several pages counts once. A request that a cooldown prevented does not count.
 */
export function countRequests(upstream: Upstream, meter: MetricMeter): Upstream {
  const requests = meter.createCounter(
    REQUESTS,
    'request',
    'Requests to the network by question and outcome.',
  );
  const counted = async <T>(question: 'page' | 'ids', request: Promise<T>): Promise<T> => {
    try {
      const answer = await request;
      requests.add(1, { question, outcome: 'answered' });
      return answer;
    } catch (error) {
      const outcome = error instanceof UpstreamError ? error.outcome : 'given_up';
      if (outcome !== 'cooling_down') requests.add(1, { question, outcome });
      throw error;
    }
  };
  return {
    assertNotCoolingDown: () => upstream.assertNotCoolingDown(),
    readPage: (question) => counted('page', upstream.readPage(question)),
    readOffers: (question) => counted('ids', upstream.readOffers(question)),
    close: () => upstream.close(),
  };
}

/**
 * Count each failed attempt of an activity by activity and outcome, such as `copyPage` and `unreachable`: see
 * activities/retry/policy.ts. The SDK does not count these failures, because they are expected and retried.
 *
 * An attempt whose worker is lost does not count, nor does a cancelled one.
 */
export function countFailures(meter: MetricMeter): ActivityInterceptorsFactory {
  const failures = meter.createCounter(FAILURES, 'attempt', 'Failed attempts by activity and outcome.');
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          if (error instanceof ApplicationFailure) {
            const { outcome } = error.details?.[0] as FailureDetails;
            failures.add(1, { activity: info.activityType, outcome });
          }
          throw error;
        }
      },
    },
  });
}
