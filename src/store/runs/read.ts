import type { Pool } from 'pg';
import type { RunKey, RunStatus, SyncKind } from '../../domain/run';
import { MAX_CLOCK_LAG_SECONDS } from '../clock';
import { InvalidCursorError, readCursor, writeCursor } from '../cursor';
import type { Database } from '../database';

/** The audit of one run: the model `SyncRun` in `prisma/schema.prisma` describes each field. Times are ISO 8601 UTC. */
export interface RunRecord {
  workflowId: string;
  runId: string;
  kind: SyncKind;
  trigger: 'schedule' | 'manual';
  status: RunStatus;
  params: Record<string, unknown>;
  startedAt: string;
  finishedAt: string | null;
  deadlineAt: string;
  offersActiveBefore: number;
  pagesPlanned: number | null;
  pagesRead: number | null;
  pagesReread: number | null;
  offersExpected: number | null;
  offersMet: number | null;
  offersDistinct: number | null;
  offersDuplicate: number | null;
  offersNew: number | null;
  offersChanged: number | null;
  rowsRejected: number | null;
  offersSwept: number | null;
  offersPaused: number | null;
  offersResumed: number | null;
  offersOvertaken: number | null;
  offersGone: number | null;
  offersAbsent: number | null;
  listBefore: number | null;
  listAfter: number | null;
  listAdded: number | null;
  listRemoved: number | null;
  complete: boolean | null;
  reasons: string[];
  notes: string[];
  error: string | null;
  durationMs: number | null;
  requests: number | null;
  retries: number | null;
  episodesOpened: number | null;
  episodesClosed: number | null;
  errorType: string | null;
  offersNotMarked: number | null;
}

/** Which runs to list: all conditions have to match, each of them by any of its values. */
export interface RunQuery {
  kind?: SyncKind | readonly SyncKind[] | undefined;
  status?: RunStatus | readonly RunStatus[] | undefined;
  limit: number;
  /** `nextCursor` of the previous page; null, empty or undefined: the first page. */
  cursor?: string | null | undefined;
}

/** One page of the list of runs. */
export interface RunPage {
  /** Newest first. */
  runs: RunRecord[];
  /** Null: this is the last page. */
  nextCursor: string | null;
}

/** Reads a run; without a run id, the newest one with this workflow id. */
export async function readRun(
  { pool }: Database,
  workflowId: string,
  runId?: string,
): Promise<RunRecord | undefined> {
  // PostgreSQL refuses texts with NUL, so no run has such an id.
  if (workflowId.includes('\0') || runId?.includes('\0')) return undefined;
  const { rows } = await pool.query<RunRow>(
    `SELECT * FROM sync_runs WHERE workflow_id = $1 AND ($2::text IS NULL OR run_id = $2) ORDER BY started_at DESC LIMIT 1`,
    [workflowId, runId],
  );
  return rows[0] && toRecord(rows[0]);
}

/**
 * Lists runs, newest first.
 *
 * @throws {InvalidCursorError} if this list did not create the cursor, or the cursor's run has been pruned.
 */
export async function listRuns({ pool }: Database, query: RunQuery): Promise<RunPage> {
  const { kind, status, limit, cursor } = query;
  const after = cursor ? await readCursorRun(pool, cursor) : null;
  const { rows } = await pool.query<RunRow>(
    // The cursor's run need not match the filters: its status may have changed since.
    `SELECT * FROM sync_runs
     WHERE ($1::text[] IS NULL OR kind = ANY($1)) AND ($2::text[] IS NULL OR status = ANY($2))
       AND ($3::text IS NULL OR (started_at, workflow_id, run_id) <
         (SELECT started_at, workflow_id, run_id FROM sync_runs WHERE workflow_id = $3 AND run_id = $4))
     ORDER BY started_at DESC, workflow_id DESC, run_id DESC LIMIT $5`,
    [toArray(kind), toArray(status), after?.workflowId, after?.runId, limit + 1],
  );
  const runs = rows.slice(0, limit).map((row) => toRecord(row));
  const end = runs.at(-1);
  return {
    runs,
    nextCursor: rows.length > limit && end !== undefined ? writeCursor([end.workflowId, end.runId]) : null,
  };
}

/** Reads which run a cursor names. @throws {InvalidCursorError} if there is none. */
async function readCursorRun(pool: Pool, cursor: string): Promise<RunKey> {
  const [workflowId, runId] = readCursor(cursor, 2).map((part) => part ?? '') as [string, string];
  const { rowCount } = await pool.query('SELECT FROM sync_runs WHERE workflow_id = $1 AND run_id = $2', [
    workflowId,
    runId,
  ]);
  if (rowCount === 0) throw new InvalidCursorError();
  return { workflowId, runId };
}

/** Undefined: any value matches. */
function toArray<T extends string>(values: T | readonly T[] | undefined): T[] | undefined {
  return values === undefined ? undefined : ([values].flat() as T[]);
}

/** When a run completed, and how long ago. */
export interface LastCompletedRun {
  finishedAt: string;
  /** By the database's clock, in whole seconds. */
  ageSeconds: number;
}

/** A run that ended without being cancelled. */
export interface LastFinishedRun {
  status: Extract<RunStatus, 'completed' | 'incomplete' | 'failed' | 'timed_out'>;
  finishedAt: string;
  /** Why the run is incomplete, one sentence each. */
  reasons: string[];
  /** Why the run failed, in one sentence. */
  error: string | null;
}

/** SQL condition: the run read all Active offers. A FULL with a page limit or of another status did not. */
export const READS_ALL_ACTIVE = `params ->> 'maxPages' IS NULL
  AND coalesce(params ->> 'status', 'Active') IN ('Active', 'any')`;

/**
 * Reads the age of the data: the last completed HIGH, and the last completed FULL of the whole catalogue.
 *
 * Null: there is none, or it ended in the future, because the clock was ahead then. Its age is unknown.
 */
export async function readFreshness({ pool }: Database) {
  const { high, full } = await readLast<LastCompletedRun>(
    pool,
    'extract(epoch FROM clock_timestamp() - finished_at)::int AS "ageSeconds"',
    `status = 'completed' AND ${READS_ALL_ACTIVE}`,
  );
  return { lastHigh: withAge(high), lastFull: withAge(full) };
}

function withAge(last: LastCompletedRun | null): LastCompletedRun | null {
  if (last === null || last.ageSeconds < -MAX_CLOCK_LAG_SECONDS) return null;
  return { ...last, ageSeconds: Math.max(0, last.ageSeconds) };
}

/**
 * Reads how the last HIGH and the last FULL ended. Ignores cancelled runs, which show nothing about the network, and runs
 * that started in the future: after a clock that was ahead was corrected, they are not the last ones.
 */
export function readLastFinished({ pool }: Database) {
  return readLast<LastFinishedRun>(
    pool,
    'status, reasons, error',
    `status NOT IN ('running', 'cancelled')
       AND started_at < clock_timestamp() + interval '${MAX_CLOCK_LAG_SECONDS} seconds'`,
  );
}

/** Reads the newest HIGH and the newest FULL that match a condition; null: there is none. */
async function readLast<Run>(
  pool: Pool,
  columns: string,
  condition: string,
): Promise<{ high: Run | null; full: Run | null }> {
  const { rows } = await pool.query<{ kind: 'high' | 'full'; run: Run }>(
    `SELECT of.kind, to_jsonb(last) AS run FROM (VALUES ('high'), ('full')) AS of (kind), LATERAL (
       SELECT to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "finishedAt", ${columns}
       FROM sync_runs AS run WHERE run.kind = of.kind AND ${condition} ORDER BY started_at DESC LIMIT 1
     ) AS last`,
  );
  const find = (kind: 'high' | 'full') => rows.find((row) => row.kind === kind)?.run ?? null;
  return { high: find('high'), full: find('full') };
}

/** A row of `sync_runs`, as `pg` reads it. */
interface RunRow extends Record<string, unknown> {
  started_at: Date;
  finished_at: Date | null;
  deadline_at: Date;
  /** A bigint. */
  duration_ms: string | null;
}

/** The columns have the names of the record's fields in snake case. */
function toRecord({ started_at, finished_at, deadline_at, duration_ms, ...columns }: RunRow): RunRecord {
  const fields = Object.entries(columns).map(([column, value]) => [
    column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return {
    ...(Object.fromEntries(fields) as Omit<
      RunRecord,
      'startedAt' | 'finishedAt' | 'deadlineAt' | 'durationMs'
    >),
    startedAt: started_at.toISOString(),
    finishedAt: finished_at?.toISOString() ?? null,
    deadlineAt: deadline_at.toISOString(),
    durationMs: duration_ms === null ? null : Number(duration_ms),
  };
}
