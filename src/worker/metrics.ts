import type { MetricMeter } from '@temporalio/common';
import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamQuietError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
  type Upstream,
} from '../upstream';

/** The counter's name, as Temporal's exporter shows it with the worker's own figures. */
const REQUESTS = 'mobipium_upstream_requests';

/**
 * The network, with each request to it counted by what it asked for and how it ended: `answered`, `busy`,
 * `unreachable`, `rejected`, `broken`, `token_refused`, or `given_up` where we did not wait for its end.
 *
 * A question by ids whose answer came on several pages counts once; one that was not asked, since the network wants
 * to be left alone, does not count.
 */
export function countRequests(upstream: Upstream, meter: MetricMeter): Upstream {
  const requests = meter.createCounter(
    REQUESTS,
    'request',
    'Requests to the network by question and outcome.',
  );
  const counted = async <T>(question: 'page' | 'ids', asked: Promise<T>): Promise<T> => {
    try {
      const answer = await asked;
      requests.add(1, { question, outcome: 'answered' });
      return answer;
    } catch (error) {
      if (error instanceof UpstreamQuietError) throw error;
      requests.add(1, { question, outcome: outcomeOf(error) });
      throw error;
    }
  };
  return {
    requireNotQuiet: () => upstream.requireNotQuiet(),
    readPage: (question) => counted('page', upstream.readPage(question)),
    readOffers: (question) => counted('ids', upstream.readOffers(question)),
    close: () => upstream.close(),
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof UpstreamBusyError) return 'busy';
  if (error instanceof UpstreamUnreachableError) return 'unreachable';
  if (error instanceof UpstreamRejectedError) return 'rejected';
  if (error instanceof UpstreamBrokenAnswerError) return 'broken';
  if (error instanceof UpstreamTokenRefusedError) return 'token_refused';
  return 'given_up';
}
