import type { Pool, PoolClient } from 'pg';
import type { RunKey } from '../domain/run';
import type { Database } from './database';
import { lockRun } from './runs/read';

/** How the ConversionList was brought in line with the mirror, in offers. */
export interface ListRefresh {
  before: number;
  after: number;
  added: number;
  removed: number;
}

/** Where to go on reading ids, in their order. */
export interface IdSlice {
  /** Read the ids after this one; null: from the first. */
  after: string | null;
  limit: number;
}

/** Any number will do that nothing else in this database uses. */
const LIST_LOCK = 7_266_001;

const REFRESH_LIST = `
WITH wanted AS (
  SELECT offer_id FROM offers WHERE status = 'Active' AND last_conversion_hour IS NOT NULL
), removed AS (
  DELETE FROM conversion_list AS listed
  WHERE NOT EXISTS (SELECT FROM wanted WHERE wanted.offer_id = listed.offer_id)
  RETURNING listed.offer_id
), added AS (
  INSERT INTO conversion_list (offer_id)
  SELECT offer_id FROM wanted
  WHERE NOT EXISTS (SELECT FROM conversion_list AS listed WHERE listed.offer_id = wanted.offer_id)
  RETURNING offer_id
)
SELECT (SELECT count(*) FROM conversion_list)::int AS before,
  (SELECT count(*) FROM added)::int AS added,
  (SELECT count(*) FROM removed)::int AS removed`;

/**
 * Bring the ConversionList in line with the mirror: offers that are Active and have a conversion.
 *
 * What left is deleted and what came is inserted by one statement, so no reader ever sees the list empty or half.
 * Several that do this at once take turns, each looking at the mirror when its turn comes.
 *
 * Safe to repeat: a run does this once, and a repeat reads what it did. `run` left out: it is no run's doing.
 *
 * @throws {RunNotFoundError}
 */
export function refreshConversionList({ transact }: Database, run?: RunKey): Promise<ListRefresh> {
  return transact(async (client) => {
    const done = run && (await readRefresh(client, run));
    if (done !== undefined) return done;
    // In a statement of its own, so that the next one sees what the one who had the lock did.
    await client.query('SELECT pg_advisory_xact_lock($1)', [LIST_LOCK]);
    const { rows } = await client.query<Omit<ListRefresh, 'after'>>(REFRESH_LIST);
    const { before, added, removed } = rows[0]!;
    const refresh = { before, after: before + added - removed, added, removed };
    if (run !== undefined) await noteRefresh(client, run, refresh);
    return refresh;
  });
}

async function noteRefresh(client: PoolClient, run: RunKey, refresh: ListRefresh): Promise<void> {
  await client.query(
    `UPDATE sync_runs SET list_before = $3, list_after = $4, list_added = $5, list_removed = $6
     WHERE workflow_id = $1 AND run_id = $2`,
    [run.workflowId, run.runId, refresh.before, refresh.after, refresh.added, refresh.removed],
  );
}

/** What the run did to the list; undefined: nothing yet. */
async function readRefresh(client: PoolClient, run: RunKey): Promise<ListRefresh | undefined> {
  const noted = await lockRun<ListRefresh | { before: null }>(
    client,
    run,
    'list_before AS before, list_after AS after, list_added AS added, list_removed AS removed',
  );
  return noted.before === null ? undefined : noted;
}

/** The ids on the ConversionList, in their order. */
export async function listConverting(pool: Pool, { after, limit }: IdSlice): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT offer_id AS id FROM conversion_list WHERE offer_id > $1 ORDER BY offer_id LIMIT $2',
    [after ?? '', limit],
  );
  return rows.map(({ id }) => id);
}
