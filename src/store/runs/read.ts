import type { PoolClient } from 'pg';
import type { RunKey, RunStatus, SyncKind } from '../../domain/run';
import { InvalidCursorError, readCursor, writeCursor } from '../cursor';
import type { Database } from '../database';
import type { SyncRun } from '../generated/client';

/** The audit of one run, as `sync_runs` keeps it; see the model there. Times are ISO 8601 UTC. */
export type RunRecord = Omit<
  SyncRun,
  'kind' | 'trigger' | 'status' | 'params' | 'startedAt' | 'finishedAt' | 'deadlineAt' | 'durationMs'
> & {
  kind: SyncKind;
  trigger: 'schedule' | 'manual';
  status: RunStatus;
  params: Record<string, unknown>;
  startedAt: string;
  finishedAt: string | null;
  deadlineAt: string;
  durationMs: number | null;
};

/** Somebody asks about a run that was never entered. */
export class RunNotFoundError extends Error {
  override name = 'RunNotFoundError';
  constructor({ workflowId, runId }: RunKey) {
    super(`There is no run ${workflowId} (${runId}) in sync_runs.`);
  }
}

/**
 * Lock a run's row until the transaction ends, and read some of its columns: SQL of our own, never of a caller's.
 *
 * @throws {RunNotFoundError}
 */
export async function lockRun<Columns extends object>(
  client: PoolClient,
  run: RunKey,
  columns: string,
): Promise<Columns> {
  const { rows } = await client.query<Columns>(
    `SELECT ${columns} FROM sync_runs WHERE workflow_id = $1 AND run_id = $2 FOR UPDATE`,
    [run.workflowId, run.runId],
  );
  if (rows[0] === undefined) throw new RunNotFoundError(run);
  return rows[0];
}

export interface RunQuery {
  kind?: SyncKind | undefined;
  status?: RunStatus | undefined;
  limit: number;
  /** From an earlier answer; null, empty or left out: the newest. */
  cursor?: string | null | undefined;
}

export interface RunPage {
  /** Newest first. */
  runs: RunRecord[];
  /** Null: these are the last. */
  nextCursor: string | null;
}

/** Read a run, the newest with this workflow id unless its run id is given. */
export async function readRun(
  { prisma }: Database,
  workflowId: string,
  runId?: string,
): Promise<RunRecord | undefined> {
  // PostgreSQL knows no text with a NUL, so no run has such an id.
  if (workflowId.includes('\0')) return undefined;
  const found = await prisma.syncRun.findFirst({
    where: { workflowId, ...(runId === undefined ? {} : { runId }) },
    orderBy: { startedAt: 'desc' },
  });
  return found === null ? undefined : toRecord(found);
}

/**
 * List runs, newest first.
 *
 * @throws {InvalidCursorError} if the cursor is not one that this function gave out, or its run has been forgotten.
 */
export async function listRuns(database: Database, query: RunQuery): Promise<RunPage> {
  const { kind, status, limit, cursor } = query;
  const found = await database.prisma.syncRun.findMany({
    where: cursor
      ? { OR: await listKeysAfter(database, cursor, query) }
      : { ...(kind === undefined ? {} : { kind }), ...(status === undefined ? {} : { status }) },
    orderBy: [{ startedAt: 'desc' }, { workflowId: 'desc' }, { runId: 'desc' }],
    take: limit + 1,
  });
  const runs = found.slice(0, limit).map(toRecord);
  const end = runs.at(-1);
  return {
    runs,
    nextCursor: found.length > limit && end !== undefined ? writeCursor([end.workflowId, end.runId]) : null,
  };
}

/**
 * The runs behind the one that a cursor names, one more than a page of them.
 *
 * Where that run stands counts, and not whether it still meets the conditions, as a cursor of Prisma's has it: one that
 * has ended since would take another with it.
 */
async function listKeysAfter(
  { pool, prisma }: Database,
  cursor: string,
  { kind, status, limit }: RunQuery,
): Promise<RunKey[]> {
  const [workflowId, runId] = readCursor(cursor, 2).map((part) => part ?? '') as [string, string];
  if ((await prisma.syncRun.count({ where: { workflowId, runId } })) === 0) throw new InvalidCursorError();
  const { rows } = await pool.query<RunKey>(
    `SELECT workflow_id AS "workflowId", run_id AS "runId" FROM sync_runs
     WHERE kind = coalesce($1, kind) AND status = coalesce($2, status)
       AND (started_at, workflow_id, run_id) <
         (SELECT started_at, workflow_id, run_id FROM sync_runs WHERE workflow_id = $3 AND run_id = $4)
     ORDER BY started_at DESC, workflow_id DESC, run_id DESC LIMIT $5`,
    [kind, status, workflowId, runId, limit + 1],
  );
  return rows;
}

export interface LastCompletedRun {
  finishedAt: string;
  /** By the database's clock, in whole seconds. */
  ageSeconds: number;
}

/** Whether a run looked at all that is Active: a FULL of some pages, or of another status, leaves most offers as they were. */
const LOOKED_AT_ALL = `run.params ->> 'maxPages' IS NULL
         AND coalesce(run.params ->> 'status', 'Active') IN ('Active', 'any')`;

/** How old the data is: the last completed HIGH, and the last completed FULL of the whole catalogue; null: there is none. */
export async function readFreshness({
  pool,
}: Database): Promise<{ lastHigh: LastCompletedRun | null; lastFull: LastCompletedRun | null }> {
  const { rows } = await pool.query<{ kind: SyncKind; finishedAt: Date; ageSeconds: number }>(
    `SELECT of.kind, last.finished_at AS "finishedAt",
       greatest(0, extract(epoch FROM clock_timestamp() - last.finished_at))::int AS "ageSeconds"
     FROM (VALUES ('high'), ('full')) AS of (kind), LATERAL (
       SELECT finished_at FROM sync_runs AS run WHERE run.kind = of.kind AND status = 'completed'
         AND ${LOOKED_AT_ALL}
       ORDER BY started_at DESC LIMIT 1
     ) AS last`,
  );
  const last = (kind: SyncKind) => {
    const found = rows.find((row) => row.kind === kind);
    return found === undefined
      ? null
      : { finishedAt: found.finishedAt.toISOString(), ageSeconds: found.ageSeconds };
  };
  return { lastHigh: last('high'), lastFull: last('full') };
}

/** How a run came to its end by itself. */
export interface LastFinishedRun {
  status: Extract<RunStatus, 'completed' | 'incomplete' | 'failed' | 'timed_out'>;
  finishedAt: string;
  /** Why it is not complete, a sentence each. */
  reasons: string[];
  /** Why it failed, in one sentence. */
  error: string | null;
}

/** How the last HIGH and FULL ended; null: there is none. One that was cancelled says nothing of the network. */
export async function readLastFinished({
  pool,
}: Database): Promise<{ high: LastFinishedRun | null; full: LastFinishedRun | null }> {
  const { rows } = await pool.query<
    Omit<LastFinishedRun, 'finishedAt'> & { kind: SyncKind; finishedAt: Date }
  >(
    `SELECT of.kind, last.* FROM (VALUES ('high'), ('full')) AS of (kind), LATERAL (
       SELECT status, finished_at AS "finishedAt", reasons, error FROM sync_runs AS run
       WHERE run.kind = of.kind AND status NOT IN ('running', 'cancelled')
       ORDER BY started_at DESC LIMIT 1
     ) AS last`,
  );
  const last = (wanted: SyncKind): LastFinishedRun | null => {
    const found = rows.find(({ kind }) => kind === wanted);
    if (found === undefined) return null;
    const { status, finishedAt, reasons, error } = found;
    return { status, finishedAt: finishedAt.toISOString(), reasons, error };
  };
  return { high: last('high'), full: last('full') };
}

function toRecord(run: SyncRun): RunRecord {
  return {
    ...run,
    kind: run.kind as SyncKind,
    trigger: run.trigger as RunRecord['trigger'],
    status: run.status as RunStatus,
    params: run.params as Record<string, unknown>,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    deadlineAt: run.deadlineAt.toISOString(),
    durationMs: run.durationMs === null ? null : Number(run.durationMs),
  };
}
