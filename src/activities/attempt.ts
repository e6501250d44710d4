import { activityInfo, Context } from '@temporalio/activity';
import { UpstreamError } from '../upstream/errors';
import { asFailure, className, type AttemptNotes } from './as-failure';

/**
 * Run one attempt of an activity and turn whatever goes wrong into a failure that Temporal may keep.
 *
 * An error of the network's family is safe to keep and says enough; of any other, class and code go to the
 * worker's log, and its text nowhere. `work` is handed the signal that a cancelled activity or a stopping worker
 * gives, and the number of this attempt, from 1.
 */
export async function attempt<T>(work: (signal: AbortSignal, attempts: number) => Promise<T>): Promise<T> {
  const context = Context.current();
  const info = activityInfo();
  try {
    return await work(context.cancellationSignal, info.attempt);
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled;
    if (!(error instanceof UpstreamError)) {
      context.log.warn('an activity met an unexpected error', {
        errorClass: className(error),
        code: codeOf(error),
      });
    }
    const notes = info.heartbeatDetails as AttemptNotes | undefined;
    throw asFailure(error, { attempt: info.attempt, notes, jitter: Math.random() });
  }
}

/** PostgreSQL's SQLSTATE or Node's system code, such as `57P01` or `ECONNREFUSED`: it names what happened and holds no text. */
function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
