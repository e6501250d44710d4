import { ApplicationFailure, CancelledFailure, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { isDatabaseAway } from '../store/errors';
import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
} from '../upstream/errors';

/** An answer that is refused or broken may be a hiccup of the network; three in a row are not. */
const BROKEN_ANSWERS_IN_A_ROW = 3;

const FIRST_RETRY_AFTER_MS = 1_000;
const LONGEST_RETRY_AFTER_MS = 30_000;

/** What a failed attempt leaves in its last heartbeat: to the next attempt, and to the run if there is no whole one any more. */
export interface AttemptNotes {
  /** Broken or refused answers in a row, up to this attempt. */
  brokenInARow: number;
  /** This attempt, from 1. */
  attempt: number;
  /** What went wrong, in a sentence that is safe to show. */
  said: string;
}

export interface AttemptInfo {
  /** From 1. */
  attempt: number;
  /** What the attempt before left, if it left anything. */
  notes: AttemptNotes | undefined;
  /** From 0 to 1: where in its span of jitter the next attempt falls. */
  jitter: number;
}

/**
 * Say to Temporal what an error means for the next attempt. This is the only place that decides "try again" or
 * "give up":
 *
 * - a refused token: give up at once, nothing but a person can mend it;
 * - a refused or broken answer: give up after three in a row, counted over attempts by heartbeat;
 * - a busy network: again when it said, if it said, but not at once: Temporal takes a delay of 0 for "not again";
 * - everything else (unreachable network, database away): again, until the activity's time is used up.
 *
 * Waits double from 1 s up to 30 s, each shortened by up to half at random, so that ten pages that failed together
 * do not come back together. The number of attempts so far goes into the failure's details, for the audit.
 *
 * An error it does not know is replaced by one with its class name and no text of its own: a driver's message or
 * cause may hold a secret, and Temporal keeps both for good.
 */
export function asFailure(error: unknown, { attempt, notes, jitter }: AttemptInfo): Error {
  if (error instanceof CancelledFailure) return error;

  const isBroken = error instanceof UpstreamRejectedError || error instanceof UpstreamBrokenAnswerError;
  const brokenInARow = isBroken ? (notes?.brokenInARow ?? 0) + 1 : 0;
  const said = sentenceOf(error);
  heartbeat({ brokenInARow, attempt, said } satisfies AttemptNotes);

  const isFinal = error instanceof UpstreamTokenRefusedError || brokenInARow >= BROKEN_ANSWERS_IN_A_ROW;
  const told = error instanceof UpstreamBusyError ? error.retryAfterMs : undefined;
  return ApplicationFailure.create({
    message: said,
    type: className(error),
    nonRetryable: isFinal,
    // Keeps the SDK from logging each attempt: attempt.ts says once a minute what goes on.
    ...(isFinal ? {} : { category: ApplicationFailureCategory.BENIGN }),
    nextRetryDelay: told === undefined ? backoffMs(attempt, jitter) : Math.max(told, backoffMs(1, jitter)),
    details: [{ attempt }],
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof UpstreamError) return error.message;
  return isDatabaseAway(error) ? 'the database cannot be reached' : 'unexpected failure, see the worker log';
}

/** The wait after the given attempt (from 1): doubling from 1 s to 30 s, shortened by up to half by `jitter` (0 to 1). */
export function backoffMs(attempt: number, jitter: number): number {
  const whole = Math.min(FIRST_RETRY_AFTER_MS * 2 ** Math.min(attempt - 1, 16), LONGEST_RETRY_AFTER_MS);
  return Math.round(whole * (1 - jitter / 2));
}

/** The name of an error's class: all that is safe to say of an unknown one. */
export function className(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
