import type { Pool } from 'pg';
import type { RunKey } from '../domain/run';
import type { Database } from './database';
import { lockRun } from './runs/lock';

/** The effect of a refresh on the ConversionList, in offers. */
export interface ListRefresh {
  before: number;
  after: number;
  added: number;
  removed: number;
}

/** Keyset pagination over offer ids, in ascending order. */
export interface IdSlice {
  /** Read the ids after this one; null: from the first. */
  after: string | null;
  limit: number;
}

/** Key of the advisory lock: an arbitrary number that this database uses for no other lock. */
const LIST_LOCK = 7_266_001;

/** How long HIGH requests the offers that left the list, so that one that is back returns within a tick. */
const ASK_LEFT_FOR = `interval '24 hours'`;

const REFRESH_LIST = `
WITH refresh AS MATERIALIZED (
  SELECT clock_timestamp() AS refreshed_at
), expected AS (
  SELECT offer_id FROM offers
  WHERE status = 'Active' AND status_unconfirmed_at IS NULL AND last_conversion_hour IS NOT NULL
), removed AS (
  DELETE FROM conversion_list AS listed
  WHERE NOT EXISTS (SELECT FROM expected WHERE expected.offer_id = listed.offer_id)
  RETURNING listed.offer_id
), added AS (
  INSERT INTO conversion_list (offer_id)
  SELECT offer_id FROM expected
  WHERE NOT EXISTS (SELECT FROM conversion_list AS listed WHERE listed.offer_id = expected.offer_id)
  RETURNING offer_id
), recorded AS (
  INSERT INTO history.conversion_list_changes (offer_id, changed_at, is_listed)
  SELECT offer_id, refreshed_at, is_listed FROM refresh, (
    SELECT offer_id, false AS is_listed FROM removed UNION ALL SELECT offer_id, true FROM added
  ) AS changed
), kept AS (
  INSERT INTO conversion_list_left AS gone (offer_id, left_at)
  SELECT offer_id, clock_timestamp() FROM removed
  ON CONFLICT (offer_id) DO UPDATE SET left_at = excluded.left_at
), forgotten AS (
  DELETE FROM conversion_list_left AS gone
  WHERE EXISTS (SELECT FROM expected WHERE expected.offer_id = gone.offer_id)
    -- One statement may not delete and update a row.
    OR (left_at < clock_timestamp() - ${ASK_LEFT_FOR}
      AND NOT EXISTS (SELECT FROM conversion_list AS listed WHERE listed.offer_id = gone.offer_id))
)
SELECT (SELECT count(*) FROM conversion_list)::int AS before,
  (SELECT count(*) FROM added)::int AS added,
  (SELECT count(*) FROM removed)::int AS removed`;

/**
 * Updates the ConversionList to the mirror's Active offers with a conversion, records what left it and each change in
 * the history, and records the effect in the run's row.
 *
 * One statement deletes and inserts, so no reader ever sees the list empty or incomplete. Concurrent refreshes run one
 * after the other.
 *
 * Idempotent: a run refreshes the list once; a repeat returns the recorded result.
 *
 * @throws {RunNotFoundError} if the run has no row in `sync_runs`.
 */
export function refreshConversionList({ transact }: Database, run: RunKey): Promise<ListRefresh> {
  return transact(async (client) => {
    const recorded = await lockRun<ListRefresh | { before: null }>(
      client,
      run,
      'list_before AS before, list_after AS after, list_added AS added, list_removed AS removed',
    );
    if (recorded.before !== null) return recorded;
    // A separate statement, so that the snapshot of the next one includes the previous lock holder's changes.
    await client.query('SELECT pg_advisory_xact_lock($1)', [LIST_LOCK]);
    const { rows } = await client.query<Omit<ListRefresh, 'after'>>(REFRESH_LIST);
    const { before, added, removed } = rows[0]!;
    const after = before + added - removed;
    await client.query(
      `UPDATE sync_runs SET list_before = $3, list_after = $4, list_added = $5, list_removed = $6
       WHERE workflow_id = $1 AND run_id = $2`,
      [run.workflowId, run.runId, before, after, added, removed],
    );
    return { before, after, added, removed };
  });
}

/** SQL condition: {@link listToRequest} lists the offer with the id in this column. */
export function isRequestedByHigh(offerId: string): string {
  return `(EXISTS (SELECT FROM conversion_list AS listed WHERE listed.offer_id = ${offerId})
    OR EXISTS (SELECT FROM watchlist AS w WHERE w.offer_id = ${offerId})
    OR EXISTS (SELECT FROM conversion_list_left AS gone WHERE gone.offer_id = ${offerId}
      AND left_at > clock_timestamp() - ${ASK_LEFT_FOR}))`;
}

/** The last offer of a slice of the offers that HIGH requests: the next slice begins after it. */
export interface RequestCursor {
  /** The offer is not on the list: it left it, or it is only on the watch list. The name is part of recorded histories. */
  hasLeft: boolean;
  offerId: string;
}

export interface RequestSlice {
  /** Null: the first slice. */
  after: RequestCursor | null;
  limit: number;
}

/**
 * Lists the offers that HIGH requests: those on the ConversionList; then those that left it within the last 24 hours or
 * are on the watch list. Each offer once, both parts in ascending order of ids.
 */
export async function listToRequest(pool: Pool, { after, limit }: RequestSlice): Promise<RequestCursor[]> {
  const { rows } = await pool.query<RequestCursor>(
    `SELECT offer_id AS "offerId", has_left AS "hasLeft" FROM (
       SELECT offer_id, false AS has_left FROM conversion_list
       UNION ALL
       SELECT offer_id, true FROM (
         SELECT offer_id FROM conversion_list_left WHERE left_at > clock_timestamp() - ${ASK_LEFT_FOR}
         UNION
         SELECT offer_id FROM watchlist
       ) AS others WHERE NOT EXISTS (SELECT FROM conversion_list AS listed WHERE listed.offer_id = others.offer_id)
     ) AS to_request WHERE (has_left, offer_id) > ($1, $2) ORDER BY has_left, offer_id LIMIT $3`,
    [after?.hasLeft ?? false, after?.offerId ?? '', limit],
  );
  return rows;
}
