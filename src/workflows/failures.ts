import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { FailureDetails } from '../activities';
import { TOKEN_REFUSED } from '../domain/run';
import { REQUEST_REFUSED } from './contract';

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

/** Whether the network refused the request, and neither its token nor its rate. */
export function isRefused(error: unknown): boolean {
  return failureType(error) === REQUEST_REFUSED;
}

/** The type of the failure behind an error. Default: `SyncFailed`. */
export function failureType(error: unknown): string {
  const root = rootCause(error);
  return (root instanceof ApplicationFailure ? root.type : undefined) ?? 'SyncFailed';
}

/** One sentence that is safe to show. */
export function failureMessage(error: unknown): string {
  const root = rootCause(error);
  // Without a cancellation, the activity would be retried on another worker.
  if (root instanceof TimeoutFailure) return 'its worker was lost';
  return root instanceof Error ? root.message : 'unknown failure';
}

/** How a chunk ended that returned no result. */
export function describeChunkFailure(error: unknown): string {
  const root = rootCause(error);
  if (root instanceof TerminatedFailure) return 'was terminated';
  if (root instanceof TimeoutFailure) return 'timed out';
  return isCancellation(root) ? 'was cancelled' : `failed: ${failureMessage(error)}`;
}

/** How many requests a failed activity sent; 1 if the failure does not say. */
export function requestsSent(error: unknown): number {
  return failureDetails(error)?.requests ?? 1;
}

/** Whether an activity has given up because no request of the run succeeds any more. */
export function isOutage(error: unknown): boolean {
  return failureDetails(error)?.isOutage === true;
}

function failureDetails(error: unknown): FailureDetails | undefined {
  const root = rootCause(error);
  return root instanceof ApplicationFailure ? (root.details?.[0] as FailureDetails | undefined) : undefined;
}

/**
 * Record a failed request in the run's counts. Returns the reason to record; the run continues without the answer.
 *
 * @throws the error itself if the run cannot continue, because the token was refused.
 */
export function recordFailure(error: unknown, counts: RequestCounts): string {
  countRequests(counts, requestsSent(error));
  if (isTokenRefused(error)) throw error;
  return failureMessage(error);
}

/** Count the requests of an activity of which no answer was stored. */
export function countRequests(counts: RequestCounts, requests: number): void {
  counts.extraRequests += requests;
  counts.extraRetries += Math.max(0, requests - 1);
}
