import { ApplicationFailure, CancelledFailure, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { isDatabaseAway, isDatabaseFull } from '../../store';
import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamError,
  UpstreamQuietError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
} from '../../upstream';
import { NoLaneError } from '../lanes';

/** An answer that is refused or broken may be a hiccup of the network; three in a row are not. */
const BROKEN_ANSWERS_IN_A_ROW = 3;

const FIRST_RETRY_AFTER_MS = 1_000;
const LONGEST_RETRY_AFTER_MS = 30_000;
const MOST_PUT_ON_TOP_MS = 1_000;

/** What a failed attempt leaves in its last heartbeat: to the next attempt, and to the run if there is no whole one any more. */
export interface AttemptNotes {
  /** Broken or refused answers in a row, up to this attempt. */
  brokenInARow: number;
  /** This attempt, from 1. */
  attempt: number;
  /** How many attempts so far asked nothing, since the network wanted quiet or no lane was free. */
  unasked: number;
  /** How long the network asked to wait so far, all waits together, in milliseconds. */
  toldMs: number;
  /** How much of its own time it has used up, waits that the network asked for included, and waits for a lane not, in milliseconds. */
  spentMs: number;
  /** When the attempt ended, since the activity was scheduled first, in milliseconds. */
  endedAtMs: number;
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
  /** Since the activity was scheduled first, in milliseconds. */
  elapsedMs: number;
  /** So long it may be tried, in milliseconds; undefined: as long as its workflow gave it. */
  retryForMs: number | undefined;
}

/**
 * Say to Temporal what an error means for the next attempt. This is the only place that decides "try again" or
 * "give up":
 *
 * - a refused token: give up at once, nothing but a person can mend it;
 * - a refused or broken answer: give up after three in a row, counted over attempts by heartbeat;
 * - a busy network: again when it said, if it said, but not at once: Temporal takes a delay of 0 for "not again";
 * - everything else (unreachable network, no free lane, database away): again;
 * - whatever it is, the activity's own time is used up: give up. Waits that the network asked for are not its own, nor
 *   are those for a lane: whoever has asked nothing has not failed.
 *
 * Waits double from 1 s up to 30 s with each attempt that asked, each shortened by up to half at random, so that ten
 * pages that failed together do not come back together. A wait that the network asked for is never shortened: up to a
 * second is put on top. The number of attempts so far that asked the network goes into the failure's details, for the
 * audit.
 *
 * An error it does not know is replaced by one with its class name and no text of its own: a driver's message or
 * cause may hold a secret, and Temporal keeps both for good.
 */
export function asFailure(error: unknown, info: AttemptInfo): Error {
  if (error instanceof CancelledFailure) return error;
  const { attempt, notes, jitter, elapsedMs, retryForMs = Infinity } = info;

  const isBroken = error instanceof UpstreamRejectedError || error instanceof UpstreamBrokenAnswerError;
  const isWithoutLane = error instanceof NoLaneError;
  const isUnasked = isWithoutLane || error instanceof UpstreamQuietError;
  const brokenBefore = notes?.brokenInARow ?? 0;
  const brokenInARow = isBroken ? brokenBefore + 1 : isUnasked ? brokenBefore : 0;
  const said = sentenceOf(error);
  const told = error instanceof UpstreamBusyError ? error.retryAfterMs : undefined;
  const unasked = (notes?.unasked ?? 0) + (isUnasked ? 1 : 0);
  const toldMs = (notes?.toldMs ?? 0) + (told ?? 0);
  const spentMs = (notes?.spentMs ?? 0) + (isWithoutLane ? 0 : elapsedMs - (notes?.endedAtMs ?? 0));
  heartbeat({
    brokenInARow,
    attempt,
    unasked,
    toldMs,
    spentMs,
    endedAtMs: elapsedMs,
    said,
  } satisfies AttemptNotes);

  // A lane becomes free whenever a request ends: whoever came back for one later each time would find it idle.
  const failedAttempts = isWithoutLane ? 1 : attempt - unasked;
  const waitMs = told === undefined ? backoffMs(failedAttempts, jitter) : afterToldMs(told, jitter);
  const isFinal = error instanceof UpstreamTokenRefusedError || brokenInARow >= BROKEN_ANSWERS_IN_A_ROW;
  const isTimeUp = !isWithoutLane && spentMs + waitMs - toldMs > retryForMs;
  return ApplicationFailure.create({
    message: said,
    type: className(error),
    nonRetryable: isFinal || isTimeUp,
    // Keeps the SDK from logging each attempt: attempt.ts says once a minute what goes on.
    ...(isFinal ? {} : { category: ApplicationFailureCategory.BENIGN }),
    nextRetryDelay: waitMs,
    details: [{ attempt: attempt - unasked }],
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof UpstreamError) return error.message;
  if (error instanceof NoLaneError) return 'all requests that may be open at once wait for their answers';
  if (isDatabaseFull(error)) return 'the database has no room left';
  return isDatabaseAway(error) ? 'the database cannot be reached' : 'unexpected failure, see the worker log';
}

/** The wait after the given attempt (from 1): doubling from 1 s to 30 s, shortened by up to half by `jitter` (0 to 1). */
export function backoffMs(attempt: number, jitter: number): number {
  const whole = Math.min(FIRST_RETRY_AFTER_MS * 2 ** Math.min(attempt - 1, 16), LONGEST_RETRY_AFTER_MS);
  return Math.round(whole * (1 - jitter / 2));
}

/** The wait that the network asked for, and up to a second more, so that those whom it told the same come back one by one. */
function afterToldMs(toldMs: number, jitter: number): number {
  return Math.max(toldMs + Math.round(MOST_PUT_ON_TOP_MS * (1 - jitter)), backoffMs(1, jitter));
}

/** The name of an error's class: all that is safe to say of an unknown one. */
export function className(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
