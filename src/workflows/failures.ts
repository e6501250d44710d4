import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { AttemptState } from '../activities';
import { TOKEN_REFUSED } from './contract';

interface RequestCounts {
  extraRequests: number;
  extraRetries: number;
}

/** The failure behind a failed activity or child workflow. */
function rootCause(error: unknown): unknown {
  return (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && error.cause
    ? rootCause(error.cause)
    : error;
}

/** Whether the network refused the token: nothing else in the run can succeed. */
export function isTokenRefused(error: unknown): boolean {
  const root = rootCause(error);
  return root instanceof ApplicationFailure && root.type === TOKEN_REFUSED;
}

/** The type of the failure behind an error. Default: `SyncFailed`. */
export function failureType(error: unknown): string {
  const root = rootCause(error);
  return (root instanceof ApplicationFailure ? root.type : undefined) ?? 'SyncFailed';
}

/** One sentence that is safe to show. If the activity timed out during an attempt: why the attempt before it failed. */
export function failureMessage(error: unknown): string {
  const root = rootCause(error);
  if (root instanceof TimeoutFailure) return lastState(root)?.message ?? 'no worker finished it in time';
  return root instanceof Error ? root.message : 'unknown failure';
}

/** How many requests a failed activity sent, according to its last failure; 1 if the failure does not say. */
export function requestsSent(error: unknown): number {
  const root = rootCause(error);
  if (root instanceof TimeoutFailure) {
    const { attempt, withoutRequest } = lastState(root) ?? { attempt: 0, withoutRequest: 0 };
    return attempt - withoutRequest + 1;
  }
  const detail: unknown = root instanceof ApplicationFailure ? root.details?.[0] : undefined;
  const isCounted = typeof detail === 'object' && detail !== null && 'requests' in detail;
  return isCounted && typeof detail.requests === 'number' ? detail.requests : 1;
}

/** The state that the last attempt to end passed on in its heartbeat; undefined if no attempt ended. */
function lastState(timeout: TimeoutFailure): AttemptState | undefined {
  return timeout.lastHeartbeatDetails as AttemptState | undefined;
}

/**
 * Record a failed request in the run's counts. Returns the reason to record; the run continues without the answer.
 *
 * @throws the error itself if the run cannot continue: a cancellation or a refused token.
 */
export function recordFailure(error: unknown, counts: RequestCounts): string {
  if (isCancellation(error)) throw error;
  countRequests(counts, requestsSent(error));
  if (isTokenRefused(error)) throw error;
  return failureMessage(error);
}

/** Count the requests of an activity of which no answer was stored. */
export function countRequests(counts: RequestCounts, requests: number): void {
  counts.extraRequests += requests;
  counts.extraRetries += Math.max(0, requests - 1);
}
