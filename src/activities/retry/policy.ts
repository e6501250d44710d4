import type { UpstreamError } from '../../upstream';

/** What went wrong with an attempt, as far as the next attempt depends on it. */
export type Outcome =
  | UpstreamError['outcome']
  | 'no_permit'
  | 'wrong_mirror'
  | 'database_full'
  | 'database_unavailable'
  | 'unexpected';

interface RetryPolicy {
  /** The outcome is a bad answer: give up after this many in a row. Default: only the time budget limits the attempts. */
  maxInARow?: number;
  /** The attempt sent no request: it is neither a request nor a retry in the audit, and does not end a row of bad answers. */
  sentNothing?: boolean;
  /** The attempt's time is not charged to the activity's time budget. */
  isFree?: boolean;
}

const POLICIES: Record<Outcome, RetryPolicy> = {
  // Only a person can replace the token.
  token_refused: { maxInARow: 1 },
  // One bad answer can be a hiccup of the network; three in a row are not.
  rejected: { maxInARow: 3 },
  broken: { maxInARow: 3 },
  busy: {},
  cooling_down: { sentNothing: true },
  unreachable: {},
  no_permit: { sentNothing: true, isFree: true },
  database_full: {},
  database_unavailable: {},
  unexpected: {},
};
  // A worker of the run's own mirror takes a later attempt.
  wrong_mirror: { sentNothing: true, isFree: true },

const FIRST_RETRY_AFTER_MS = 1_000;
const LONGEST_RETRY_AFTER_MS = 30_000;
const MAX_ADDED_TO_RETRY_AFTER_MS = 1_000;

/** What an attempt passes on in its last heartbeat: to the next attempt, and to the workflow if no later attempt completes. */
export interface AttemptState {
  /** Bad answers in a row, including this attempt's. */
  badInARow: number;
  /** This attempt, from 1. */
  attempt: number;
  /** Attempts so far that sent no request, because of a cooldown or for lack of a permit. */
  withoutRequest: number;
  /** Sum of all waits that the network asked for so far, in milliseconds. */
  retryAfterTotalMs: number;
  /** Time spent so far, in milliseconds: waits that the network asked for included, waits for a permit excluded. */
  spentMs: number;
  /** When the attempt ended, in milliseconds since the activity was first scheduled. */
  endedAtMs: number;
  /** What went wrong, in a sentence that is safe to show. */
  message: string;
}

export interface AttemptInfo {
  /** From 1. */
  attempt: number;
  /** What the previous attempt passed on, if any. */
  before: AttemptState | undefined;
  /** Since the activity was first scheduled, in milliseconds. */
  elapsedMs: number;
  /** How long the activity may be attempted, in milliseconds. Default: as long as its workflow allows. */
  budgetMs?: number | undefined;
  /** From 0 to 1. */
  jitter: number;
}

interface Failure {
  outcome: Outcome;
  message: string;
  /** The wait that the network asked for, in milliseconds; undefined: it named none. */
  retryAfterMs: number | undefined;
}

interface NextAttempt {
  state: AttemptState;
  /** Attempts so far that sent a request. */
  requests: number;
  delayMs: number;
  /** `failed`: another attempt cannot succeed. `out_of_time`: it would start after the activity's time budget. */
  giveUp: 'failed' | 'out_of_time' | undefined;
}

/**
 * Decide whether and when an activity is attempted again.
 *
 * - Delays double from 1 s to 30 s with each attempt that sent a request, each shortened by up to half by `jitter`, so
 *   that ten pages that failed together do not come back together.
 * - A wait that the network asked for is never shortened; up to a second is added as jitter.
 * - Waits that the network asked for and waits for a permit are not charged to the activity's time budget, because
 *   waiting is not a failure.
 */
export function nextAttempt(
  { attempt, before, elapsedMs, budgetMs = Infinity, jitter }: AttemptInfo,
  { outcome, message, retryAfterMs }: Failure,
): NextAttempt {
  const { maxInARow, sentNothing = false, isFree = false } = POLICIES[outcome];
  const badBefore = before?.badInARow ?? 0;
  const state: AttemptState = {
    badInARow: maxInARow !== undefined ? badBefore + 1 : sentNothing ? badBefore : 0,
    attempt,
    withoutRequest: (before?.withoutRequest ?? 0) + (sentNothing ? 1 : 0),
    retryAfterTotalMs: (before?.retryAfterTotalMs ?? 0) + (retryAfterMs ?? 0),
    spentMs: (before?.spentMs ?? 0) + (isFree ? 0 : elapsedMs - (before?.endedAtMs ?? 0)),
    endedAtMs: elapsedMs,
    message,
  };
  const requests = attempt - state.withoutRequest;
  // A permit is released whenever a request ends: a longer delay each time would leave permits unused.
  const delayMs =
    retryAfterMs === undefined
      ? backoffMs(isFree ? 1 : requests, jitter)
      : Math.max(retryAfterMs + Math.round(MAX_ADDED_TO_RETRY_AFTER_MS * (1 - jitter)), backoffMs(1, jitter));
  const isOutOfTime = !isFree && state.spentMs + delayMs - state.retryAfterTotalMs > budgetMs;
  const isFailed = maxInARow !== undefined && state.badInARow >= maxInARow;
  return {
    state,
    requests,
    delayMs,
    giveUp: isFailed ? 'failed' : isOutOfTime ? 'out_of_time' : undefined,
  };
}

/** The delay after the given request (from 1): doubles from 1 s to 30 s, shortened by up to half by `jitter` (0 to 1). */
export function backoffMs(request: number, jitter: number): number {
  const longest = Math.min(FIRST_RETRY_AFTER_MS * 2 ** Math.min(request - 1, 16), LONGEST_RETRY_AFTER_MS);
  return Math.round(longest * (1 - jitter / 2));
}
