import type { Pool } from 'pg';

/** Rows deleted by one statement: so few that nobody waits long for the locks. */
const AT_ONCE = 5_000;

/** What is forgotten, each with the oldest that stays as $1 and the batch as $2. */
const STATEMENTS = [
  `DELETE FROM sync_runs WHERE ctid = ANY (ARRAY(SELECT ctid FROM sync_runs
     WHERE kind IN ('high', 'refresh') AND status <> 'running' AND started_at < $1 LIMIT $2))`,
  `DELETE FROM rejected_rows WHERE ctid = ANY (ARRAY(SELECT ctid FROM rejected_rows WHERE observed_at < $1 LIMIT $2))`,
  // A run sums these up and deletes them when it ends. What came in after that, or belongs to none, is of no use.
  `DELETE FROM run_requests WHERE ctid = ANY (ARRAY(SELECT ctid FROM run_requests AS r
     WHERE observed_at < $1 AND NOT EXISTS (SELECT FROM sync_runs AS run
       WHERE run.workflow_id = r.workflow_id AND run.run_id = r.run_id AND run.status = 'running') LIMIT $2))`,
];

/**
 * Forget HIGH and refresh runs, rejected rows, and stray requests that are older than so many seconds.
 *
 * FULL runs stay: there are 24 a day, and they tell how the catalogue moved. So does a run that has not ended.
 *
 * @returns how many rows went.
 */
export async function pruneRuns(
  pool: Pool,
  { olderThanSeconds }: { olderThanSeconds: number },
): Promise<number> {
  const { rows } = await pool.query<{ oldest: string }>(
    `SELECT (clock_timestamp() - $1 * interval '1 second')::text AS oldest`,
    [olderThanSeconds],
  );
  let forgotten = 0;
  for (const statement of STATEMENTS) {
    for (let deleted = AT_ONCE; deleted === AT_ONCE;) {
      const { rowCount } = await pool.query(statement, [rows[0]!.oldest, AT_ONCE]);
      deleted = rowCount ?? 0;
      forgotten += deleted;
    }
  }
  return forgotten;
}
