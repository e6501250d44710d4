import { activityInfo, Context } from '@temporalio/activity';
import { createLogThrottle } from '../../async/log-throttle';
import { asFailure, className, isSafeToShow } from './as-failure';
import type { AttemptState } from './policy';

/** One for the process: ten pages that fail because of the same outage are logged once. */
const throttle = createLogThrottle();

/**
 * Run one attempt of an activity, and convert any error into a failure that Temporal may store.
 *
 * Equal errors are logged once a minute. An error that is safe to show is logged with its message, any other with only
 * its class and code: its text may hold a secret.
 *
 * @param work Gets the signal that a cancelled activity or a stopping worker aborts, and the number of requests that
 *   the activity has sent with this attempt, from 1: attempts during a cooldown or without a permit do not count.
 * @param budgetMs How long the activity may be attempted, in milliseconds, not counting waits that the network asked
 *   for (the server's own timeout would count them). Default: as long as its workflow allows.
 */
export async function attempt<T>(
  work: (signal: AbortSignal, requests: number) => Promise<T>,
  budgetMs?: number,
): Promise<T> {
  const context = Context.current();
  const info = activityInfo();
  const before = info.heartbeatDetails as AttemptState | undefined;
  const startedMs = performance.now();
  try {
    return await work(context.cancellationSignal, info.attempt - (before?.withoutRequest ?? 0));
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled;
    logThrottled(error);
    throw asFailure(error, {
      attempt: info.attempt,
      before,
      // Two times of the server's clock plus a duration measured here: times of different clocks are not compared.
      elapsedMs:
        info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs + performance.now() - startedMs,
      budgetMs,
      jitter: Math.random(),
    });
  }
}

function logThrottled(error: unknown): void {
  const why = isSafeToShow(error) ? { reason: error.message } : { code: codeOf(error) };
  const facts = { errorClass: className(error), ...why };
  const due = throttle(JSON.stringify(facts), performance.now());
  if (due) Context.current().log.warn('attempt failed', { ...facts, ...due });
}

/** PostgreSQL's SQLSTATE or Node's system code, such as `57P01` or `ECONNREFUSED`: it contains no secret. */
function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
