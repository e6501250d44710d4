import { Context } from '@temporalio/activity';
import type { Instant } from '../domain/offer';
import type { RunKey } from '../domain/run';
import { coversRun } from '../domain/run-params';
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
  /** The workflow id of manual runs of this kind. */
  manualId: string;
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
  /** The workflow id of a running run that does what this one would do, so that this one ends. Null: there is none. */
  yieldsTo: string | null;
  /** The workflow ids of other runs of the same kind that are running. */
  others: string[];
}

export interface BeginRunDependencies {
  store: Store;
  limits: RequestLimits;
  /** The search attribute in which runs store their outcome; undefined: none. */
  outcomeAttribute?: string | undefined;
}

/**
 * Insert a run into `sync_runs`. Returns its start by the database's clock, and the other runs of its kind.
 *
 * A run yields to one that began before it and covers its parameters, whether the schedule or a person
 * started the two. Runs begin one after the
 * other, so of two that start together exactly one yields. The run with the manual id never yields, because its start
 * has already looked for others; every other run yields to it even before it has begun.
 *
 * A worker that is older than the schema begins no run: the attempt fails and is retried, until a newer worker takes it.
 *
 * Idempotent: the row is inserted once by the run's id, and a repeat reads the same start from it.
 */
export function createBeginRun({ store, limits, outcomeAttribute }: BeginRunDependencies) {
  return function beginRun({ manualId, ...entry }: RunToBegin): Promise<StartedRun> {
    return attempt(async () => {
      await store.assertSchemaKnown();
      const mirrorId = await store.readMirrorId();
      const begun = await store.beginRun(entry);
      const running = await findOthers(store, entry, { manualId, mirrorId });
      const isManual = entry.run.workflowId === manualId;
      const covering = running.find(({ params }) => coversRun(entry.kind, params, entry.params));
      return {
        ...begun,
        mirrorId,
        limits,
        outcomeAttribute,
        yieldsTo: isManual ? null : (covering?.workflowId ?? null),
        others: running.map(({ workflowId }) => workflowId),
      };
    });
  };
}

interface OtherRun {
  workflowId: string;
  /** Unknown: the run has not begun, and its start did not state them. */
  params: unknown;
}

/**
 * Finds the running runs of the same kind: the manual one, and those that began before this one. A manual run of another
 * mirror with the same names does nothing for this one.
 */
async function findOthers(
  store: Store,
  { run }: NewRun,
  { manualId, mirrorId }: { manualId: string; mirrorId: string },
): Promise<OtherRun[]> {
  const earlier = await store.listEarlierRuns(run);
  const found = await Promise.all(
    earlier.map(async ({ workflowId, runId, params }) => {
      const description = await describe(workflowId);
      return description?.runId === runId ? [{ workflowId, params }] : [];
    }),
  );
  const begun = found.flat();
  const hasManual = [run, ...begun].some(({ workflowId }) => workflowId === manualId);
  const memo = hasManual ? undefined : (await describe(manualId))?.memo;
  const isOwn = memo !== undefined && (memo.mirrorId ?? mirrorId) === mirrorId;
  return [...(isOwn ? [{ workflowId: manualId, params: memo.params }] : []), ...begun];
}

/**
 * Describes the latest run with this workflow id. Undefined: it is not running.
 *
 * Unlike a visibility query, the answer is never stale. The row of a run that Temporal ended still says
 * `running`, because the run wrote no audit.
 */
async function describe(
  workflowId: string,
): Promise<{ runId: string; memo: Record<string, unknown> } | undefined> {
  try {
    const { status, runId, memo, raw } = await Context.current()
      .client.workflow.getHandle(workflowId)
      .describe();
    if (status.name !== 'RUNNING') return undefined;
    return { runId: raw.workflowExecutionInfo?.firstRunId || runId, memo: memo ?? {} };
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return undefined;
    throw error;
  }
}
