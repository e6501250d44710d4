import type { Pool } from 'pg';
import { READS_ALL_ACTIVE } from './read';

/** Rows deleted per statement: few enough that other statements do not wait long for the locks. */
const BATCH_SIZE = 5_000;

/**
 * The last completed HIGH, or else the first one: since then the mirror has been out of date. Without it, a mirror that has been so
 * for long would look new.
 */
const KEPT_HIGH = `coalesce(
  (SELECT ctid FROM sync_runs WHERE kind = 'high' AND status = 'completed' AND ${READS_ALL_ACTIVE} ORDER BY started_at DESC LIMIT 1),
  (SELECT ctid FROM sync_runs WHERE kind = 'high' ORDER BY started_at LIMIT 1))`;

/** $1: the oldest time to keep; $2: the batch size. */
const OLD_RUNS = [
  `DELETE FROM sync_runs WHERE ctid = ANY (ARRAY(SELECT ctid FROM sync_runs
     WHERE kind IN ('high', 'refresh') AND status <> 'running' AND started_at < $1
       AND ctid IS DISTINCT FROM ${KEPT_HIGH} LIMIT $2))`,
  // Waits for no lock, so it cannot deadlock with a save that updates some of these rows.
  `DELETE FROM rejected_rows WHERE ctid = ANY (ARRAY(SELECT ctid FROM rejected_rows
     WHERE last_seen < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  // A run deletes its requests when it ends. These arrived after that, or belong to no run.
  `DELETE FROM run_requests WHERE ctid = ANY (ARRAY(SELECT ctid FROM run_requests AS r
     WHERE observed_at < $1 AND NOT EXISTS (SELECT FROM sync_runs AS run
       WHERE run.workflow_id = r.workflow_id AND run.run_id = r.run_id AND run.status = 'running') LIMIT $2))`,
];

const OLD_CONVERSIONS = `DELETE FROM history.conversions_seen WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM history.conversions_seen WHERE hour < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`;

/**
 * Deletes what is older than `olderThanSeconds`: HIGH and refresh runs, rejected rows (by when they were last seen), and
 * orphaned requests.
 *
 * Keeps FULL runs (24 per day, the history of the catalogue), the last completed HIGH or else the first one, and runs that have
 * not ended. Idempotent.
 */
export async function pruneRuns(
  pool: Pool,
  { olderThanSeconds }: { olderThanSeconds: number },
): Promise<void> {
  await deleteInBatches(pool, OLD_RUNS, await readOldest(pool, OLDEST, olderThanSeconds));
}

/**
 * Deletes the counts of conversions in hours that ended before the last `olderThanSeconds`, and records since when they are
 * kept. Idempotent.
 */
export async function pruneConversions(
  pool: Pool,
  { olderThanSeconds }: { olderThanSeconds: number },
): Promise<void> {
  // The beginning of an hour: what is kept of an hour is the whole hour.
  const oldest = await readOldest(pool, `date_trunc('hour', ${OLDEST}, 'UTC')`, olderThanSeconds);
  // First, so that a reader that misses a deleted hour also sees why.
  await pool.query(
    `UPDATE history.conversions_kept SET since = $1
     WHERE since < $1 AND EXISTS (SELECT FROM history.conversions_seen WHERE hour < $1)`,
    [oldest],
  );
  await deleteInBatches(pool, [OLD_CONVERSIONS], oldest);
}

const OLDEST = `clock_timestamp() - $1 * interval '1 second'`;

async function readOldest(pool: Pool, expression: string, olderThanSeconds: number): Promise<string> {
  const { rows } = await pool.query<{ oldest: string }>(`SELECT (${expression})::text AS oldest`, [
    olderThanSeconds,
  ]);
  return rows[0]!.oldest;
}

async function deleteInBatches(pool: Pool, statements: readonly string[], oldest: string): Promise<void> {
  for (const statement of statements) {
    for (let deleted = BATCH_SIZE; deleted === BATCH_SIZE;) {
      const { rowCount } = await pool.query(statement, [oldest, BATCH_SIZE]);
      deleted = rowCount ?? 0;
    }
  }
}
