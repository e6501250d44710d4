import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { AttemptNotes } from '../activities';
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

/** One sentence, safe to show: of an activity whose time ended in the middle of an attempt, what its last whole attempt met. */
export function reasonOf(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof TimeoutFailure) return notesOf(root)?.said ?? 'no worker finished it in time';
  return root instanceof Error ? root.message : 'unknown failure';
}

/** Attempts of a failed activity that asked the network, as far as its last failure tells. */
export function attemptsOf(error: unknown): number {
  const root = rootOf(error);
  if (root instanceof TimeoutFailure) {
    const { attempt, unasked } = notesOf(root) ?? { attempt: 0, unasked: 0 };
    return attempt - unasked + 1;
  }
  const detail: unknown = root instanceof ApplicationFailure ? root.details?.[0] : undefined;
  const isCounted = typeof detail === 'object' && detail !== null && 'attempt' in detail;
  return isCounted && typeof detail.attempt === 'number' ? detail.attempt : 1;
}

/** What the last whole attempt left, if there was one. */
function notesOf(timeout: TimeoutFailure): AttemptNotes | undefined {
  return timeout.lastHeartbeatDetails as AttemptNotes | undefined;
}

/** Count the attempts of a request of which no answer was stored; 0: it was never asked. */
export function addRequests(counts: { extraRequests: number; extraRetries: number }, attempts: number): void {
  counts.extraRequests += attempts;
  counts.extraRetries += Math.max(0, attempts - 1);
}
