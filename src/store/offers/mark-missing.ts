import type { Pool, PoolClient } from 'pg';
import type { RunKey } from '../../domain/run';
import { isMassRemoval } from '../../domain/scan/mass-removal';
import type { IdSlice } from '../conversion-list';
import type { Database } from '../database';
import { recordChanges } from '../history/record';
import { lockRun } from '../runs/lock';
import { describeStale } from './fields';
import { MERGE_ROWS, RETURNING_CHANGES, TIME_COLUMNS, TIME_VALUES } from './merge';

export interface MarkMissingInput {
  run: RunKey;
  /** The largest share of the Active offers, 0 to 1, that may be marked: in this run, and within 24 hours. */
  maxShare: number;
  /** Mark the offers even if they are more than `maxShare`. */
  allowMassRemoval: boolean;
}

/** The effect of marking missing offers, in offers. */
export interface MarkedMissing {
  /** Offers that the run's sweep requested twice and the network did not return either time. */
  absent: number;
  /** Offers whose status changed from Active to Unknown. */
  marked: number;
  /** Offers that other runs marked within the last 24 hours, and that are still missing. */
  markedBefore: number;
  /** True: nothing was marked because more than `maxShare` is absent. */
  refused: boolean;
}

/** `stale` of an observation that contains nothing but the status, so that the mirror keeps all other fields. */
const ONLY_STATUS = describeStale({ status: 'Unknown' });

const ABSENT = `
  SELECT absent.offer_id, max(r.observed_at) AS observed_at
  FROM run_requests r, unnest(r.absent_ids) AS absent (offer_id)
  WHERE r.workflow_id = $1 AND r.run_id = $2 AND r.purpose = 'sweep'
  GROUP BY absent.offer_id HAVING count(*) >= 2`;

/** Offers to request again, and companions for these requests. */
export interface AbsentOffers {
  /** In the order of their reversed ids, so that each request contains other offers than the first one for them. */
  offerIds: string[];
  /** At most `COMPANIONS` offers that the run's scan has met, from its latest page. */
  companionIds: string[];
}

/** More than one, because some of them may have left the network since the scan met them. */
const COMPANIONS = 5;

/**
 * Lists the offers that the run's sweep requested and the network did not return. Omits those that were observed in the
 * meantime.
 */
export async function listAbsent(
  pool: Pool,
  { run, after, limit }: IdSlice & { run: RunKey },
): Promise<AbsentOffers> {
  const key = [run.workflowId, run.runId];
  const [absent, companions] = await Promise.all([
    pool.query<{ id: string }>(
      `SELECT offer_id AS id FROM offers JOIN (
         SELECT DISTINCT unnest(absent_ids) AS offer_id FROM run_requests
         WHERE workflow_id = $1 AND run_id = $2 AND purpose = 'sweep'
       ) AS absent USING (offer_id)
       WHERE status = 'Active' AND reverse(offer_id) COLLATE "C" > reverse($3) AND observed_at <
         (SELECT started_at FROM sync_runs WHERE workflow_id = $1 AND run_id = $2)
       ORDER BY reverse(offer_id) COLLATE "C" LIMIT $4`,
      [...key, after ?? '', limit],
    ),
    pool.query<{ id: string }>(
      `SELECT id FROM (
         SELECT met_ids FROM run_requests
         WHERE workflow_id = $1 AND run_id = $2 AND purpose = 'page' AND cardinality(met_ids) > 0
         ORDER BY observed_at DESC LIMIT 1
       ) AS latest, unnest(met_ids) AS id LIMIT $3`,
      [...key, COMPANIONS],
    ),
  ]);
  const idsOf = ({ rows }: typeof absent) => rows.map(({ id }) => id);
  return { offerIds: idsOf(absent), companionIds: idsOf(companions) };
}

/** Key of the advisory lock: two runs that mark at once would each see only their own share. */
const MARK_LOCK = 7_266_002;

/**
 * Offers that other runs marked within the last 24 hours and that are still missing: their latest observation contains
 * nothing but the status. What a run with `allowMassRemoval` marked, and what was marked before it, does not count.
 */
const MARKED_WITHIN_A_DAY = `
  SELECT FROM offers
  WHERE status = 'Unknown' AND stale ?& ARRAY(SELECT jsonb_object_keys($3::jsonb))
    AND offer_id NOT IN (SELECT offer_id FROM (${ABSENT}) AS own)
    AND observed_at > greatest(clock_timestamp() - interval '24 hours', (
      SELECT max(finished_at) FROM sync_runs
      WHERE kind = 'full' AND offers_gone > 0 AND params ->> 'allowMassRemoval' = 'true'))`;

/**
 * Marks as `Unknown` the offers that two answers of the run's sweep did not contain, unless they are too many.
 *
 * {@link isMassRemoval} decides what is too many, in this run and within 24 hours.
 *
 * A mark is an observation at the time of the sweep's later request, so a later observation of the offer wins.
 *
 * Idempotent: a run marks once; a repeat returns the recorded result. A refusal is decided again.
 *
 * @throws {RunNotFoundError} if the run has no row in `sync_runs`.
 */
export function markMissing({ transact }: Database, input: MarkMissingInput): Promise<MarkedMissing> {
  const { run, maxShare, allowMassRemoval } = input;
  const key = [run.workflowId, run.runId];
  return transact(async (client) => {
    const { knownActive, alreadyMarked } = await lockRun<{
      knownActive: number;
      alreadyMarked: number | null;
    }>(client, run, 'offers_active_before AS "knownActive", offers_gone AS "alreadyMarked"');
    // A separate statement, so that the snapshot of the next one includes the previous lock holder's marks.
    await client.query('SELECT pg_advisory_xact_lock($1)', [MARK_LOCK]);
    const { rows } = await client.query<{ absent: number; markedBefore: number }>(
      `SELECT (SELECT count(*) FROM (${ABSENT}) AS a)::int AS absent,
         (SELECT count(*) FROM (${MARKED_WITHIN_A_DAY}) AS m)::int AS "markedBefore"`,
      [...key, ONLY_STATUS],
    );
    const { absent, markedBefore } = rows[0]!;
    if (alreadyMarked !== null) return { absent, marked: alreadyMarked, markedBefore, refused: false };
    const refused = !allowMassRemoval && isMassRemoval({ absent, markedBefore, knownActive }, maxShare);
    const marked = refused ? 0 : await writeMarks(client, key);
    await client.query(
      `UPDATE sync_runs SET offers_absent = $3, offers_gone = $4, offers_not_marked = $5
       WHERE workflow_id = $1 AND run_id = $2`,
      [...key, absent, refused ? null : marked, refused ? absent : null],
    );
    return { absent, marked, markedBefore, refused };
  });
}

async function writeMarks(client: PoolClient, key: string[]): Promise<number> {
  const { rows } = await client.query<{ marked: number }>(
    `WITH absent AS (${ABSENT}), merged AS (
       INSERT INTO offers AS o (offer_id, ${TIME_COLUMNS}, stale, status)
       SELECT offer_id, ${TIME_VALUES}, $3::jsonb, 'Unknown'
       FROM absent JOIN (SELECT offer_id FROM offers) AS known USING (offer_id)
       -- The lock order of every merge, whatever the database's collation is.
       ORDER BY offer_id COLLATE "C"
       ${MERGE_ROWS}
       ${RETURNING_CHANGES}
     ), recorded AS (
       ${recordChanges('(SELECT observed_at FROM absent WHERE absent.offer_id = merged.offer_id)')}
     ) SELECT count(*) FILTER (WHERE is_paused)::int AS marked FROM merged`,
    [...key, ONLY_STATUS],
  );
  return rows[0]!.marked;
}
