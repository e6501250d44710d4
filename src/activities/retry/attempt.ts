import { activityInfo, Context } from '@temporalio/activity';
import { createOnceAMinute } from '../../async/log-throttle';
import { UpstreamError } from '../../upstream';
import { asFailure, className, type AttemptNotes } from './as-failure';

/** One for the process: ten pages that miss the same database are one fact. */
const takeDue = createOnceAMinute();

type Work<T> = (signal: AbortSignal, attempts: number) => Promise<T>;

/**
 * Run one attempt of an activity and turn whatever goes wrong into a failure that Temporal may keep.
 *
 * What went wrong goes to the worker's log once a minute, however many attempts meet it. An error of the network's
 * family is safe to keep and says enough; of any other, class and code are said, and its text nowhere. `work` is
 * handed the signal that a cancelled activity or a stopping worker gives, and the number of this attempt, from 1;
 * those that asked nothing, since the network wanted quiet or no lane was free, do not count.
 */
export function attempt<T>(work: Work<T>): Promise<T> {
  return attemptWithin(undefined, work);
}

/**
 * The same for an activity that may be tried for `retryForMs`. Waits that the network asked for do not count, as they
 * would if the server kept this time.
 */
export async function attemptWithin<T>(retryForMs: number | undefined, work: Work<T>): Promise<T> {
  const context = Context.current();
  const info = activityInfo();
  const notes = info.heartbeatDetails as AttemptNotes | undefined;
  const begunMs = performance.now();
  try {
    return await work(context.cancellationSignal, info.attempt - (notes?.unasked ?? 0));
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled;
    sayOnceAMinute(error);
    throw asFailure(error, {
      attempt: info.attempt,
      notes,
      jitter: Math.random(),
      // Two moments of the server's clock and a span of ours: no two clocks are compared.
      elapsedMs:
        info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs + performance.now() - begunMs,
      retryForMs,
    });
  }
}

function sayOnceAMinute(error: unknown): void {
  const told = error instanceof UpstreamError ? { reason: error.message } : { code: codeOf(error) };
  const fact = { errorClass: className(error), ...told };
  const keptBack = takeDue(JSON.stringify(fact), performance.now());
  if (keptBack !== undefined) Context.current().log.warn('an attempt failed', { ...fact, keptBack });
}

/** PostgreSQL's SQLSTATE or Node's system code, such as `57P01` or `ECONNREFUSED`: it names what happened and holds no text. */
function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
