import { HEARTBEAT_TIMEOUT_MS } from '../../domain/run-times';
import type { StoreError } from '../../store';
import type { UpstreamError } from '../../upstream';
import type { DelayedError } from './delayed';
import type { Outage } from './outage';

/** What went wrong with an attempt, as far as the next attempt depends on it. */
export type Outcome =
  | UpstreamError['outcome']
  | StoreError['outcome']
  | DelayedError['outcome']
  | 'no_permit'
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
  /** Always wait this long before the next attempt, in milliseconds. Default: the delay grows with the requests. */
  fixedDelayMs?: number;
}

const POLICIES: Record<Outcome, RetryPolicy> = {
  // Only a person can replace the token.
  token_refused: { maxInARow: 1 },
  // One bad answer can be a hiccup of the network; three in a row are not.
  rejected: { maxInARow: 3 },
  blocked: { maxInARow: 3 },
  redirected: { maxInARow: 3 },
  broken: { maxInARow: 3 },
  busy: {},
  cooling_down: { sentNothing: true },
  unreachable: {},
  proxy_failed: {},
  no_permit: { sentNothing: true, isFree: true },
  // A worker of the run's own mirror takes a later attempt.
  wrong_mirror: { sentNothing: true, isFree: true },
  // A worker of the new version takes a later attempt.
  newer_schema: { sentNothing: true, isFree: true },
  // After a boot, the clock is synchronized within seconds. Otherwise a person has to correct it.
  clock_behind: { maxInARow: 5, sentNothing: true, fixedDelayMs: 5_000 },
  too_old: {},
  // A message of an alert: it sets the delays itself, and is tried without limit.
  undelivered: { sentNothing: true, isFree: true },
  waiting: { sentNothing: true, isFree: true },
  database_full: {},
  database_unavailable: {},
  unexpected: {},
};

const FIRST_RETRY_AFTER_MS = 1_000;
const LONGEST_RETRY_AFTER_MS = 30_000;
const MAX_ADDED_TO_RETRY_AFTER_MS = 1_000;

/** What an attempt passes on to the next one, in its last heartbeat. */
export interface AttemptState {
  /** Bad answers in a row, including this attempt's. */
  badInARow: number;
  /** This attempt, from 1. */
  attempt: number;
  /** Attempts so far that sent no request, because of a cooldown or for lack of a permit. */
  withoutRequest: number;
  /** Sum of all waits that the network asked for so far, in milliseconds. */
  retryAfterTotalMs: number;
  /**
   * Time spent so far, in milliseconds: on attempts, and on the delays before the next ones, including those that the
   * network asked for. Waits for a worker or a permit are excluded.
   */
  spentMs: number;
}

/** How long an activity may be attempted, in milliseconds. */
export interface RetryBudget {
  /** Waits for a worker or a permit do not count: waiting is not a failure. */
  retryForMs: number;
  /** How much longer if the network asks for waits. */
  extraForWaitsMs: number;
}

export interface AttemptInfo {
  /** From 1. */
  attempt: number;
  /** What the latest attempt that ended by itself passed on, if any. */
  before: AttemptState | undefined;
  /** How long the attempt took, in milliseconds, without waits for a permit. */
  tookMs: number;
  /** Default: as long as the workflow allows. */
  budget?: RetryBudget | undefined;
  /** The outage in which the attempt failed; undefined: none. */
  outage?: Outage | undefined;
  /** From 0 to 1. */
  jitter: number;
}

interface Failure {
  outcome: Outcome;
  /** The wait that the network asked for, in milliseconds; undefined: it named none. */
  retryAfterMs: number | undefined;
}

interface NextAttempt {
  state: AttemptState;
  /** Attempts so far that sent a request. */
  requests: number;
  delayMs: number;
  /**
   * `failed`: another attempt cannot succeed. `out_of_time`: it would start after the end of the activity's time budget.
   * `outage`: no request of the run has succeeded for the length of that budget.
   */
  giveUp: 'failed' | 'out_of_time' | 'outage' | undefined;
}

/**
 * Decide whether and when an activity is attempted again.
 *
 * - Delays double from 1 s to 30 s with each attempt that sent a request, each shortened by up to half by `jitter`, so
 *   that ten pages that failed together do not come back together.
 * - A wait that the network asked for is never shortened; up to a second is added as jitter.
 * - Waits for a worker or a permit are not charged to the activity's time budget, because waiting is not a failure. Waits
 *   that the network asked for extend the budget, up to `extraForWaitsMs` in total.
 * - In an outage an activity gives up together with the others, even if its own budget is not used up: with few permits,
 *   each of many pages would otherwise use its whole budget, one after another.
 */
export function nextAttempt(
  { attempt, before, tookMs, budget, outage, jitter }: AttemptInfo,
  { outcome, retryAfterMs }: Failure,
): NextAttempt {
  const { maxInARow, sentNothing = false, isFree = false, fixedDelayMs } = POLICIES[outcome];
  const badBefore = before?.badInARow ?? 0;
  const withoutRequest = (before?.withoutRequest ?? 0) + (sentNothing ? 1 : 0);
  const requests = attempt - withoutRequest;
  // A permit is released whenever a request ends: a longer delay each time would leave permits unused.
  const delayMs =
    retryAfterMs === undefined
      ? (fixedDelayMs ?? backoffMs(isFree ? 1 : requests, jitter))
      : Math.max(retryAfterMs + Math.round(MAX_ADDED_TO_RETRY_AFTER_MS * (1 - jitter)), backoffMs(1, jitter));
  // Attempts of a lost worker left no state. Each took at least the heartbeat timeout, after which the server noticed.
  const lostAttempts = attempt - 1 - (before?.attempt ?? 0);
  const state: AttemptState = {
    badInARow: maxInARow !== undefined ? badBefore + 1 : sentNothing ? badBefore : 0,
    attempt,
    withoutRequest,
    retryAfterTotalMs: (before?.retryAfterTotalMs ?? 0) + (retryAfterMs ?? 0),
    spentMs: (before?.spentMs ?? 0) + lostAttempts * HEARTBEAT_TIMEOUT_MS + (isFree ? 0 : tookMs + delayMs),
  };
  const isUsedUp = (spentMs: number, waitedMs: number) =>
    !isFree &&
    budget !== undefined &&
    spentMs - Math.min(waitedMs, budget.extraForWaitsMs) > budget.retryForMs;
  const isOutOfTime = isUsedUp(state.spentMs, state.retryAfterTotalMs);
  const isOutage = outage !== undefined && isUsedUp(outage.lastedMs + delayMs, outage.waitedMs);
  const isFailed = maxInARow !== undefined && state.badInARow >= maxInARow;
  return {
    state,
    requests,
    delayMs,
    giveUp: isOutage ? 'outage' : isFailed ? 'failed' : isOutOfTime ? 'out_of_time' : undefined,
  };
}

/** Whether an attempt with this outcome was only a wait, which costs the activity nothing. */
export function isFree(outcome: Outcome): boolean {
  return POLICIES[outcome].isFree === true;
}

/** The delay after the given request (from 1): doubles from 1 s to 30 s, shortened by up to half by `jitter` (0 to 1). */
export function backoffMs(request: number, jitter: number): number {
  const longest = Math.min(FIRST_RETRY_AFTER_MS * 2 ** Math.min(request - 1, 16), LONGEST_RETRY_AFTER_MS);
  return Math.round(longest * (1 - jitter / 2));
}
