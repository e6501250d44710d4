import { activityInfo, Context } from '@temporalio/activity';
import { createLogThrottle } from '../../async/log-throttle';
import { asFailure, className, isSafeToShow, reasonOf, type RequestBudget } from './as-failure';
import { DelayedError } from './delayed';
import type { AttemptState } from './policy';

/** One for the process: ten pages that fail because of the same outage are logged once. */
const throttle = createLogThrottle();

/**
 * How often an attempt heartbeats, in milliseconds; a shorter attempt never does. A heartbeat tells the server that the
 * worker is alive, and a cancellation reaches the worker with the response.
 */
const HEARTBEAT_EVERY_MS = 3_000;

/** An attempt of an activity that is in progress. */
export interface Attempt {
  /** Aborts when the activity is cancelled or the worker stops. */
  signal: AbortSignal;
  /**
   * How many requests the activity has sent with this attempt, from 1: attempts during a cooldown or without a permit do
   * not count.
   */
  requests: number;
  /** The timeout of this attempt, in milliseconds: after it, the server has the activity retried. */
  timeoutMs: number;
  /** Marks the end of a wait for a permit: the time before is not charged to the activity's budget. */
  endWait: () => void;
}

/**
 * Run one attempt of an activity, and convert any error into a failure that Temporal may store.
 *
 * Equal errors are logged once a minute. An error that is safe to show is logged with its message, any other with only
 * its class and code: its text may hold a secret.
 *
 * @param budget Default: the activity may be attempted as long as its workflow allows.
 */
export async function attempt<T>(work: (attempt: Attempt) => Promise<T>, budget?: RequestBudget): Promise<T> {
  const context = Context.current();
  const info = activityInfo();
  const before = info.heartbeatDetails as AttemptState | undefined;
  let startedAtMs = performance.now();
  // Each heartbeat replaces the details of the one before, so it has to repeat the state of the previous attempt.
  const heartbeats = setInterval(() => context.heartbeat(before), HEARTBEAT_EVERY_MS);
  try {
    const result = await work({
      signal: context.cancellationSignal,
      requests: info.attempt - (before?.withoutRequest ?? 0),
      timeoutMs: info.startToCloseTimeoutMs,
      endWait: () => (startedAtMs = performance.now()),
    });
    budget?.outageClock.recordSuccess();
    return result;
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled;
    const endedAtMs = performance.now();
    const attempted = {
      attempt: info.attempt - (before?.withoutRequest ?? 0),
      spentMs: (before?.spentMs ?? 0) + endedAtMs - startedAtMs,
    };
    if (!isExpected(error))
      logThrottled(error, budget === undefined ? {} : describeRequest(budget, attempted));
    throw asFailure(error, {
      attempt: info.attempt,
      before,
      startedAtMs,
      endedAtMs,
      budget,
      jitter: Math.random(),
    });
  } finally {
    clearInterval(heartbeats);
  }
}

/** Whether an attempt ended only because it is not its turn. */
function isExpected(error: unknown): boolean {
  return error instanceof DelayedError && error.outcome === 'waiting';
}

function logThrottled(error: unknown, attempted: object): void {
  const code = isSafeToShow(error) ? undefined : codeOf(error);
  const facts = { errorClass: className(error), reason: reasonOf(error), code };
  const due = throttle(JSON.stringify(facts), performance.now());
  if (due) Context.current().log.warn('attempt failed', { ...facts, ...attempted, ...due });
}

/** Which request was attempted, and until when it is retried unless the answers are bad or the network asks for waits. */
function describeRequest(
  { request, retryForMs }: RequestBudget,
  { attempt: number, spentMs }: { attempt: number; spentMs: number },
) {
  const retryUntil = new Date(Date.now() + Math.max(0, retryForMs - spentMs)).toISOString();
  return { request: request.requestKey, attempt: number, retryUntil };
}

/** PostgreSQL's SQLSTATE or Node's system code, such as `57P01` or `ECONNREFUSED`: it contains no secret. */
function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
