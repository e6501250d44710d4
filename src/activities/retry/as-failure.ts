import { ApplicationFailure, CancelledFailure, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { PermitTimeoutError } from '../../async/semaphore';
import { isDatabaseFull, isDatabaseUnavailable } from '../../store';
import { UpstreamBusyError, UpstreamError } from '../../upstream';
import { type AttemptInfo, nextAttempt, type Outcome } from './policy';

/** The message that replaces the message of an error other than an `UpstreamError`. */
const MESSAGES = {
  no_permit: 'all concurrent requests are waiting for their answers',
  database_full: 'the database has no room left',
  database_unavailable: 'the database cannot be reached',
  unexpected: 'unexpected failure, see the worker log',
} as const;

/**
 * Translate an error into Temporal's retry decision, as `policy.ts` makes it. This is the only place that does.
 *
 * The state for the next attempt goes into the last heartbeat. The number of attempts that sent a request goes into
 * the failure's details, for the audit. An unknown error is reduced to its class name: a driver's message or cause may
 * hold a secret, and Temporal stores both permanently.
 */
export function asFailure(error: unknown, info: AttemptInfo): Error {
  if (error instanceof CancelledFailure) return error;
  const outcome = outcomeOf(error);
  const message = error instanceof UpstreamError ? error.message : MESSAGES[outcome as keyof typeof MESSAGES];
  const retryAfterMs = error instanceof UpstreamBusyError ? error.retryAfterMs : undefined;
  const next = nextAttempt(info, { outcome, message, retryAfterMs });
  heartbeat(next.state);
  return ApplicationFailure.create({
    message,
    type: className(error),
    nonRetryable: next.giveUp !== undefined,
    // Keeps the SDK from logging each attempt: attempt.ts logs equal failures once a minute.
    ...(next.giveUp === 'failed' ? {} : { category: ApplicationFailureCategory.BENIGN }),
    // Never 0: Temporal takes a delay of 0 for "no retry".
    nextRetryDelay: next.delayMs,
    details: [{ requests: next.requests }],
  });
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof UpstreamError) return error.outcome;
  if (error instanceof PermitTimeoutError) return 'no_permit';
  if (isDatabaseFull(error)) return 'database_full';
  return isDatabaseUnavailable(error) ? 'database_unavailable' : 'unexpected';
}

/** The name of an error's class, or else the type of the value: all of an unknown error that is safe to report. */
export function className(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
