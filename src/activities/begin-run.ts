import { Context } from '@temporalio/activity';
import type { Instant } from '../domain/offer';
import type { RunKey } from '../domain/run';
import type { NewRun, Store } from '../store';
import { attempt } from './retry/attempt';

/** The worker's request settings, read when a run starts and valid for the whole run. */
export interface RequestLimits {
  /** Timeout of one attempt, in milliseconds: more than its request and everything around it may take. */
  attemptTimeoutMs: number;
  /** How long a page of FULL may be attempted, in milliseconds: see `RequestInput`. */
  pageRetryForMs: number;
  /** How long a batch of HIGH may be attempted, in milliseconds: see `RequestInput`. */
  batchRetryForMs: number;
  /** Batches of a HIGH scheduled at a time: more than the concurrent requests, so that the next one is always ready. */
  batchConcurrency: number;
  /** Share of a HIGH's offers that may be absent from its answers, 0 to 1: `SWEEP_MAX_SHARE`. */
  maxAbsentShare: number;
}

export interface RunToBegin extends NewRun {
  /** `mirrorId` is null if the start of the run named no mirror: then the worker that begins it decides. */
  run: RunKey & { mirrorId: string | null };
  /** This run ends at once if the workflow with this id, a run of the same kind, is running. Null: it never yields. */
  yieldsTo: string | null;
}

/** A run with its row in `sync_runs`. */
export interface StartedRun {
  /** The mirror that the run writes to, for its whole life. */
  mirrorId: string;
  startedAt: Instant;
  /** Active offers in the mirror before the run. */
  knownActive: number;
  limits: RequestLimits;
  /** The search attribute in which the run stores its outcome. Default: none. */
  outcomeAttribute?: string | undefined;
  /** The run that this one yields to is running. */
  otherIsRunning: boolean;
}

export interface BeginRunDependencies {
  store: Store;
  limits: RequestLimits;
  /** The search attribute in which runs store their outcome; undefined: none. */
  outcomeAttribute: string | undefined;
}

/**
 * Insert a run into `sync_runs`. Returns its start by the database's clock.
 *
 * Idempotent: the row is inserted once by the run's id, and a repeat reads the same start from it.
 */
export function createBeginRun({ store, limits, outcomeAttribute }: BeginRunDependencies) {
  return function beginRun({ yieldsTo, ...entry }: RunToBegin): Promise<StartedRun> {
    return attempt(async () => {
      const otherIsRunning = yieldsTo !== null && (await isRunning(yieldsTo));
      const mirrorId = await store.readMirrorId();
      return { ...(await store.beginRun(entry)), mirrorId, limits, outcomeAttribute, otherIsRunning };
    });
  };
}

/** Describes the workflow by id: unlike a visibility query, the answer is never stale. */
async function isRunning(workflowId: string): Promise<boolean> {
  try {
    const { status } = await Context.current().client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}
