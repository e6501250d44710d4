import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { TOKEN_REFUSED } from './contract';

/** What stands behind a failed activity or child: the failure that says something. */
export function rootOf(error: unknown): unknown {
  return (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && error.cause
    ? rootOf(error.cause)
    : error;
}

/** The network refused the token: nothing in the run can get better. */
export function isTokenRefused(error: unknown): boolean {
  const root = rootOf(error);
  return root instanceof ApplicationFailure && root.type === TOKEN_REFUSED;
}

/** The name that the failure behind it has. */
export function typeOf(error: unknown): string {
  const root = rootOf(error);
  return (root instanceof ApplicationFailure ? root.type : undefined) ?? 'SyncFailed';
}

/** One sentence, safe to show. */
export function reasonOf(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof TimeoutFailure) return 'no worker finished it in time';
  return root instanceof Error ? root.message : 'unknown failure';
}

/** Attempts that a failed activity used up, as far as its last failure tells; at least 1. */
export function attemptsOf(error: unknown): number {
  const root = rootOf(error);
  const detail: unknown = root instanceof ApplicationFailure ? root.details?.[0] : undefined;
  const isCounted = typeof detail === 'object' && detail !== null && 'attempt' in detail;
  return isCounted && typeof detail.attempt === 'number' ? detail.attempt : 1;
}
