import { ApplicationFailure, CancelledFailure, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { PermitTimeoutError } from '../../async/semaphore';
import { isDatabaseFull, isDatabaseUnavailable, StoreError } from '../../store';
import { UpstreamBusyError, UpstreamCooldownError, UpstreamError } from '../../upstream';
import { DelayedError } from './delayed';
import type { OutageClock, RequestId } from './outage';
import { type AttemptInfo, isFree, nextAttempt, type Outcome, type RetryBudget } from './policy';

/** How long an activity that sends a request may be attempted. */
export interface RequestBudget extends RetryBudget {
  request: RequestId;
  /** Of all requests of the queue in this process. */
  outageClock: OutageClock;
}

/** An attempt that has failed. Times are of a monotonic clock, in milliseconds. */
interface FailedAttempt extends Pick<AttemptInfo, 'attempt' | 'before' | 'jitter'> {
  /** When it started, or when its wait for a permit ended. */
  startedAtMs: number;
  endedAtMs: number;
  budget?: RequestBudget | undefined;
}

/** The details of a failed attempt, for the workflow and the metrics. */
export interface FailureDetails {
  /** Attempts so far that sent a request. */
  requests: number;
  outcome: Outcome;
  /** The activity has given up because no request of the run succeeds any more. */
  isOutage: boolean;
}

/** The messages that replace those of errors that are not safe to show. */
const MESSAGES = {
  no_permit: 'all concurrent requests are waiting for their answers',
  database_full: 'the database has no room left',
  database_unavailable: 'the database cannot be reached',
  unexpected: 'unexpected failure, see the worker log',
} as const;

/**
 * Translate an error into Temporal's retry decision, as `policy.ts` makes it. This is the only place that does.
 *
 * The state for the next attempt goes into the last heartbeat; what the workflow and the metrics need goes into the
 * failure's details. An unknown error is reduced to its class name: a driver's message or cause may
 * hold a secret, and Temporal stores both permanently.
 */
export function asFailure(error: unknown, { budget, startedAtMs, endedAtMs, ...info }: FailedAttempt): Error {
  if (error instanceof CancelledFailure) return error;
  const outcome = outcomeOf(error);
  const message = messageOf(error, outcome);
  const retryAfterMs = retryAfterOf(error);
  const outage = isFree(outcome)
    ? undefined
    : budget?.outageClock.recordFailure(budget.request, { startedAtMs, endedAtMs, retryAfterMs });
  const tookMs = endedAtMs - startedAtMs;
  const next = nextAttempt({ ...info, tookMs, budget, outage }, { outcome, retryAfterMs });
  heartbeat(next.state);
  return ApplicationFailure.create({
    message,
    type: className(error),
    nonRetryable: next.giveUp !== undefined,
    // Keeps the SDK from logging each attempt: attempt.ts logs equal failures once a minute.
    ...(next.giveUp === 'failed' ? {} : { category: ApplicationFailureCategory.BENIGN }),
    // Never 0: Temporal takes a delay of 0 for "no retry".
    nextRetryDelay: next.delayMs,
    details: [
      { requests: next.requests, outcome, isOutage: next.giveUp === 'outage' } satisfies FailureDetails,
    ],
  });
}

/** The wait that the network asked for, or that a message needs, in milliseconds. */
function retryAfterOf(error: unknown): number | undefined {
  const isWait =
    error instanceof UpstreamBusyError ||
    error instanceof UpstreamCooldownError ||
    error instanceof DelayedError;
  return isWait ? error.retryAfterMs : undefined;
}

function messageOf(error: unknown, outcome: Outcome): string {
  return isSafeToShow(error) ? error.message : MESSAGES[outcome as keyof typeof MESSAGES];
}

/** Why an attempt failed, in words without any secret. Undefined: unexpectedly. */
export function reasonOf(error: unknown): string | undefined {
  const outcome = outcomeOf(error);
  return outcome === 'unexpected' ? undefined : messageOf(error, outcome);
}

function outcomeOf(error: unknown): Outcome {
  if (isSafeToShow(error)) return error.outcome;
  if (error instanceof PermitTimeoutError) return 'no_permit';
  if (isDatabaseFull(error)) return 'database_full';
  return isDatabaseUnavailable(error) ? 'database_unavailable' : 'unexpected';
}

/** Whether the message of an error is a sentence of our own, without any secret. */
export function isSafeToShow(error: unknown): error is UpstreamError | StoreError | DelayedError {
  return error instanceof UpstreamError || error instanceof StoreError || error instanceof DelayedError;
}

/** The name of an error's class, or else the type of the value: all of an unknown error that is safe to report. */
export function className(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
