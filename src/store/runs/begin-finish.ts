import type { Instant } from '../../domain/offer';
import type { RunKey, RunStatus, SyncKind } from '../../domain/run';
import type { Database } from '../database';
import { judgeMirrorAfter } from '../episodes/judge-mirror';
import type { AlertRules } from '../episodes/record';
import { lockRhythms } from '../rhythm/fold';
import { instant } from '../sql';
import { checkAnswerFields } from './answer-fields';
import { lockRun } from './lock';
import { readRun, type RunRecord } from './read';
import { addToTotals } from './totals';

/** The run to insert into `sync_runs`. */
export interface NewRun {
  run: RunKey;
  kind: SyncKind;
  trigger: 'schedule' | 'manual';
  params: object;
  /** An unfinished run counts as timed out after this time. */
  deadlineSeconds: number;
}

/** The part of the audit that only the workflow knows; the rest is computed from the run's requests. */
export interface FinishRunInput {
  run: RunKey;
  status: Exclude<RunStatus, 'running'>;
  /** Why the run is incomplete, one sentence each. */
  reasons: string[];
  /** Remarks on a run that did what was requested, one sentence each. */
  notes?: string[] | undefined;
  error: string | null;
  /** The class of the error. Default: none, or unknown. */
  errorType?: string | undefined;
  pagesPlanned?: number | null | undefined;
  /**
   * Requests whose answer was reported as saved. If fewer are found, the database has lost commits, as a failover can,
   * and a completed run becomes incomplete. Default: unknown, not compared.
   */
  answersSaved?: number | undefined;
  offersExpected?: number | null | undefined;
  /** Default: the offers in the sweep's answered requests. */
  offersSwept?: number | null | undefined;
  /** Requests whose answer was not saved, and the retries among them. */
  extraRequests?: number | undefined;
  extraRetries?: number | undefined;
}

/** Key of the advisory lock. */
const BEGIN_LOCK = 7_266_003;

/**
 * Runs begin one after the other: the clock is read under a lock that is held until the row is committed. So a run sees
 * every run that started before it.
 */
const INSERT_RUN = `
WITH lock AS MATERIALIZED (
  SELECT pg_advisory_xact_lock($7)
), clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now FROM lock
)
INSERT INTO sync_runs (workflow_id, run_id, kind, trigger, status, params, started_at, deadline_at, offers_active_before)
SELECT $1, $2, $3, $4, 'running', $5, now, now + $6 * interval '1 second',
  (SELECT count(*) FROM offers WHERE status = 'Active')
FROM clock
ON CONFLICT DO NOTHING`;

/**
 * Inserts a run into `sync_runs`. First finishes the runs of the same kind whose deadline has passed as timed out, with
 * a full audit.
 *
 * Idempotent: a repeat returns the start of the existing row.
 *
 * @returns when the run started, by the database's clock, and how many offers were Active then.
 */
export async function beginRun(
  database: Database,
  { run, kind, trigger, params, deadlineSeconds }: NewRun,
): Promise<{ startedAt: Instant; knownActive: number }> {
  const key = [run.workflowId, run.runId];
  const { pool } = database;
  const { rows: overdue } = await pool.query<RunKey>(
    `SELECT workflow_id AS "workflowId", run_id AS "runId" FROM sync_runs
     WHERE kind = $3 AND status = 'running' AND deadline_at < clock_timestamp() AND (workflow_id, run_id) <> ($1, $2)`,
    [...key, kind],
  );
  for (const other of overdue) {
    await finishRun(database, {
      run: other,
      status: 'timed_out',
      reasons: ['the run took too long'],
      error: null,
    });
  }
  await pool.query(INSERT_RUN, [...key, kind, trigger, JSON.stringify(params), deadlineSeconds, BEGIN_LOCK]);
  const { rows } = await pool.query<{ startedAt: Instant; knownActive: number }>(
    `SELECT ${instant('started_at')} AS "startedAt", offers_active_before AS "knownActive"
     FROM sync_runs WHERE workflow_id = $1 AND run_id = $2`,
    key,
  );
  return rows[0]!;
}

/** A run that began before another one, and has written no audit. */
export interface EarlierRun extends RunKey {
  params: unknown;
}

/**
 * Lists the runs of the same kind that began before this one and have written no audit, in the order of their starts.
 * Temporal may have ended some of them.
 */
export async function listEarlierRuns(
  { pool }: Database,
  { workflowId, runId }: RunKey,
): Promise<EarlierRun[]> {
  const { rows } = await pool.query<EarlierRun>(
    `SELECT other.workflow_id AS "workflowId", other.run_id AS "runId", other.params
     FROM sync_runs AS own JOIN sync_runs AS other ON other.kind = own.kind AND other.status = 'running'
       AND (other.started_at, other.workflow_id, other.run_id) < (own.started_at, own.workflow_id, own.run_id)
     WHERE own.workflow_id = $1 AND own.run_id = $2 ORDER BY other.started_at`,
    [workflowId, runId],
  );
  return rows;
}

/** The run has updated the ConversionList, and the step after that has failed too often. */
const IS_UNJUDGED = 'run.list_before IS NOT NULL AND run.episodes_opened IS NULL';

const UNJUDGED =
  'its offers could not be judged, so it started and ended no alerts: the log of the worker has the reason, and the next run makes up for it';

const WRITE_AUDIT = `
WITH request AS (
  DELETE FROM run_requests WHERE workflow_id = $1 AND run_id = $2 RETURNING *
), met AS (
  SELECT count(*) AS met, count(DISTINCT id) AS distinct
  FROM request, unnest(met_ids) AS id WHERE purpose <> 'sweep'
), absent AS (
  SELECT id FROM request, unnest(absent_ids) AS id
  -- The sweep requests absent offers again.
  EXCEPT SELECT id FROM request, unnest(met_ids) AS id WHERE purpose = 'sweep'
), summed AS (
  SELECT count(*) FILTER (WHERE purpose IN ('page', 'batch')) AS pages_read,
    count(*) FILTER (WHERE purpose = 'reread') AS pages_reread,
    coalesce(sum(new_count), 0) AS new, coalesce(sum(changed_count), 0) AS changed,
    coalesce(sum(paused_count), 0) AS paused, coalesce(sum(resumed_count), 0) AS resumed,
    coalesce(sum(overtaken_count), 0) AS overtaken, coalesce(sum(rejected_count), 0) AS rejected,
    coalesce(sum(received + cardinality(absent_ids)) FILTER (WHERE purpose = 'sweep'), 0) AS swept,
    (SELECT count(*) FROM absent) AS absent,
    coalesce(sum(attempts), 0) AS attempts, count(*) AS requests, greatest($12::bigint - count(*), 0) AS lost
  FROM request
)
UPDATE sync_runs AS run SET
  status = CASE WHEN $3 = 'completed' AND lost > 0 THEN 'incomplete' ELSE $3 END,
  reasons = CASE WHEN lost > 0 THEN $4::text[] || format('the database has lost %s of %s saved answers', lost, $12::bigint) ELSE $4::text[] END,
  notes = CASE WHEN ${IS_UNJUDGED} THEN $5::text[] || $14::text ELSE $5::text[] END, error = $6, error_type = $13, complete = ($3 = 'completed' AND lost = 0),
  finished_at = clock.now, duration_ms = round(extract(epoch FROM clock.now - started_at) * 1000),
  pages_planned = $7, pages_read = summed.pages_read, pages_reread = summed.pages_reread,
  offers_expected = $8, offers_met = met.met, offers_distinct = met.distinct, offers_duplicate = met.met - met.distinct,
  offers_new = summed.new, offers_changed = summed.changed, offers_paused = summed.paused,
  offers_resumed = summed.resumed, offers_overtaken = summed.overtaken, rows_rejected = summed.rejected, offers_swept = coalesce($9, summed.swept),
  offers_absent = summed.absent, offers_gone = coalesce(run.offers_gone, 0),
  requests = summed.attempts + $10, retries = summed.attempts - summed.requests + $11
FROM summed, met, (SELECT clock_timestamp() AS now) AS clock
WHERE run.workflow_id = $1 AND run.run_id = $2`;

/**
 * Writes a run's audit, computed from its requests, and deletes the requests.
 *
 * A completed run becomes incomplete if the database has lost answers, or if fields of the network's rows are missing or
 * unreadable (`domain/answer-fields.ts`): then the mirror keeps old values.
 *
 * With `rules`, also judges whether the mirror is out of date.
 *
 * Idempotent: a repeat returns the first audit.
 *
 * @throws {RunNotFoundError} if the run has no row in `sync_runs`.
 */
export async function finishRun(
  database: Database,
  input: FinishRunInput,
  rules?: AlertRules,
): Promise<RunRecord> {
  const { workflowId, runId } = input.run;
  await database.transact(async (client) => {
    // Before the run's row, as in the step that judges the offers: an attempt of it may still be running.
    if (rules !== undefined) await lockRhythms(client);
    const run = await lockRun<{ status: RunStatus; kind: SyncKind }>(client, input.run, 'status, kind');
    if (run.status !== 'running') return;
    const problems = await checkAnswerFields(client, input.run, run.kind);
    await client.query(WRITE_AUDIT, [
      workflowId,
      runId,
      input.status === 'completed' && problems.length > 0 ? 'incomplete' : input.status,
      [...input.reasons, ...problems],
      input.notes ?? [],
      input.error,
      input.pagesPlanned,
      input.offersExpected,
      input.offersSwept,
      input.extraRequests ?? 0,
      input.extraRetries ?? 0,
      input.answersSaved ?? 0,
      input.errorType,
      UNJUDGED,
    ]);
    await addToTotals(client, input.run);
    if (rules !== undefined) await judgeMirrorAfter(client, input.run, rules);
  });
  return (await readRun(database, workflowId, runId))!;
}
