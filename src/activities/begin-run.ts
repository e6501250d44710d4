import { Context } from '@temporalio/activity';
import type { Instant } from '../domain/offer';
import type { RunKey, SyncKind } from '../domain/run';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

/** How hard and how long a run may ask the network: the worker's settings, read when the run begins. */
export interface Pace {
  /** One attempt of one request, in milliseconds: just above the upstream's own timeout, so that a killed worker's page is taken up again soon. */
  attemptTimeoutMs: number;
  /** How long a page of FULL may be tried, in milliseconds. */
  pageRetryForMs: number;
  /** How long a batch of HIGH may be tried, in milliseconds. */
  batchRetryForMs: number;
  /** Batches of a HIGH that are handed out at once: some more than may be asked for, so that asking never pauses. */
  batchesAtOnce: number;
}

export interface BeginRunInput {
  run: RunKey;
  kind: SyncKind;
  params: object;
  trigger: 'schedule' | 'manual';
  /** After so many seconds without an end the run counts as timed out. */
  deadlineSeconds: number;
  /** The workflow id of a run of the same kind that this one must not go beside; null: it need not look. */
  givesWayTo: string | null;
}

export interface BegunRun {
  startedAt: Instant;
  /** Active offers in the mirror before the run. */
  knownActive: number;
  pace: Pace;
  /** The run that this one should give way to is going now. */
  otherIsRunning: boolean;
}

/**
 * Enter a run in `sync_runs` and read the moment it began from the database's clock.
 *
 * Safe to repeat: the row is entered once by the run's id, and a repeat reads the same moment from it.
 */
export function createBeginRun({ store, pace }: { store: Store; pace: Pace }) {
  return function beginRun({ givesWayTo, ...entry }: BeginRunInput): Promise<BegunRun> {
    return attempt(async () => {
      const otherIsRunning = givesWayTo !== null && (await isRunning(givesWayTo));
      const begun = await store.beginRun(entry);
      return { startedAt: begun.startedAt, knownActive: begun.knownActive, pace, otherIsRunning };
    });
  };
}

/** Asked of the server by id: unlike a search for workflows, that answer is never behind the times. */
async function isRunning(workflowId: string): Promise<boolean> {
  try {
    const { status } = await Context.current().client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}
