import type { Pool, PoolClient } from 'pg';
import {
  describeFieldProblem,
  initialUsualShares,
  learnUsualShares,
  type FieldCounts,
  type FieldFacts,
} from '../../domain/answer-fields';
import type { RunKey, SyncKind } from '../../domain/run';

/** What the last run of a kind found in one field of the network's rows: the model `AnswerField` describes each column. */
export interface AnswerFieldRecord extends FieldCounts {
  kind: SyncKind;
  field: string;
  rows: number;
  problem: string | null;
  sampleRow: string | null;
}

/** The fields in a run's answers, with the usual shares of its kind; null: no run of its kind had this field. */
const READ_FACTS = `
WITH request AS (
  SELECT received, fields FROM run_requests WHERE workflow_id = $1 AND run_id = $2 AND fields IS NOT NULL
), counted AS (
  SELECT field, sum((counts ->> 'missing')::int)::int AS missing, sum((counts ->> 'unreadable')::int)::int AS unreadable
  FROM request, jsonb_each(fields) AS f (field, counts) GROUP BY field
)
SELECT counted.*, (SELECT sum(received)::int FROM request) AS rows,
  CASE WHEN known.field IS NOT NULL
    THEN jsonb_build_object('missing', usual_missing, 'unreadable', usual_unreadable) END AS usual
FROM counted LEFT JOIN answer_fields AS known ON known.field = counted.field AND known.kind = $3`;

const WRITE_FIELDS = `
INSERT INTO answer_fields AS known
  (kind, field, rows, missing, unreadable, usual_missing, usual_unreadable, problem, sample_row, checked_at)
SELECT $3, field, rows, missing, unreadable, (usual ->> 'missing')::float8, (usual ->> 'unreadable')::float8, problem,
  CASE WHEN problem IS NOT NULL THEN (
    SELECT sample_row FROM run_requests AS r
    WHERE r.workflow_id = $1 AND r.run_id = $2 AND (r.fields -> found.field ->> 'missing')::int = r.received
      AND sample_row IS NOT NULL LIMIT 1
  ) END, clock_timestamp()
FROM jsonb_to_recordset($4) AS found
  (field text, rows integer, missing integer, unreadable integer, usual jsonb, problem text)
-- A fixed lock order: two runs of one kind may end at the same time.
ORDER BY field COLLATE "C"
ON CONFLICT (kind, field) DO UPDATE SET
  rows = excluded.rows, missing = excluded.missing, unreadable = excluded.unreadable,
  usual_missing = excluded.usual_missing, usual_unreadable = excluded.usual_unreadable,
  problem = excluded.problem, sample_row = coalesce(excluded.sample_row, known.sample_row),
  checked_at = excluded.checked_at`;

/**
 * Checks the fields in a run's answers against what is usual for its kind, and records what it found. Nothing changes
 * if the run has no answer with rows.
 *
 * @returns what is wrong, one sentence per field.
 */
export async function checkAnswerFields(client: PoolClient, run: RunKey, kind: SyncKind): Promise<string[]> {
  const key = [run.workflowId, run.runId, kind];
  const { rows: facts } = await client.query<
    Omit<FieldFacts, 'usual'> & { usual: FieldFacts['usual'] | null }
  >(READ_FACTS, key);
  const found = facts
    .filter(({ rows }) => rows > 0)
    .map((fact) => {
      const known = { ...fact, usual: fact.usual ?? initialUsualShares(fact.field) };
      return { ...known, usual: learnUsualShares(known), problem: describeFieldProblem(known) };
    });
  if (found.length > 0) await client.query(WRITE_FIELDS, [...key, JSON.stringify(found)]);
  return found.flatMap(({ problem }) => problem ?? []);
}

/** Reads what the last HIGH and the last FULL with rows found in each field, sorted by kind and field. */
export async function readAnswerFields(pool: Pool): Promise<AnswerFieldRecord[]> {
  const { rows } = await pool.query<AnswerFieldRecord>(
    `SELECT kind, field, rows, missing, unreadable, problem, sample_row AS "sampleRow"
     FROM answer_fields ORDER BY kind, field`,
  );
  return rows;
}
