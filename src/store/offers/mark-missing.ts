import type { PoolClient } from 'pg';
import type { RunKey } from '../../domain/run';
import type { Database } from '../database';
import { lockRun } from '../runs/lock';
import { describeStale } from './fields';
import { MERGE_ROWS, RETURNING_CHANGES, TIME_COLUMNS, TIME_VALUES } from './merge';

export interface MarkMissingInput {
  run: RunKey;
  /** The largest share of the Active offers before the run, 0 to 1, that may be marked. */
  maxShare: number;
  /** Mark the offers even if they are more than `maxShare`. */
  allowMassRemoval: boolean;
}

/** The effect of marking missing offers, in offers. */
export interface MarkedMissing {
  /** Offers that the run's sweep requested and the network did not return. */
  absent: number;
  /** Offers whose status changed from Active to Unknown. */
  marked: number;
  /** True: nothing was marked because more than `maxShare` is absent. */
  refused: boolean;
}

/** `stale` of an observation that contains nothing but the status, so that the mirror keeps all other fields. */
const ONLY_STATUS = describeStale({ status: 'Unknown' });

const ABSENT = `
  SELECT absent.offer_id, max(r.observed_at) AS observed_at
  FROM run_requests r, unnest(r.absent_ids) AS absent (offer_id)
  WHERE r.workflow_id = $1 AND r.run_id = $2 AND r.purpose = 'sweep'
  GROUP BY absent.offer_id`;

/**
 * Marks as `Unknown` the offers that the run's sweep requested and the network did not return, unless they are more than
 * `maxShare` of the offers that were Active before the run.
 *
 * A mark is an observation at the time of the sweep's request, so a later observation of the offer wins.
 *
 * Idempotent: a run marks once; a repeat returns the recorded result. A refusal is decided again.
 *
 * @throws {RunNotFoundError} if the run has no row in `sync_runs`.
 */
export function markMissing({ transact }: Database, input: MarkMissingInput): Promise<MarkedMissing> {
  const { run, maxShare, allowMassRemoval } = input;
  const key = [run.workflowId, run.runId];
  return transact(async (client) => {
    const { knownActive, markedBefore } = await lockRun<{ knownActive: number; markedBefore: number | null }>(
      client,
      run,
      'offers_active_before AS "knownActive", offers_gone AS "markedBefore"',
    );
    const { rows } = await client.query<{ absent: number }>(
      `SELECT count(*)::int AS absent FROM (${ABSENT}) AS a`,
      key,
    );
    const absent = rows[0]!.absent;
    if (markedBefore !== null) return { absent, marked: markedBefore, refused: false };
    // Divided, not multiplied: in floating point 0.29 × 400 is less than 116, but 116 ÷ 400 is exactly 0.29.
    const refused = !allowMassRemoval && absent / knownActive > maxShare;
    const marked = refused ? 0 : await writeMarks(client, key);
    await client.query(
      'UPDATE sync_runs SET offers_absent = $3, offers_gone = $4 WHERE workflow_id = $1 AND run_id = $2',
      [...key, absent, refused ? null : marked],
    );
    return { absent, marked, refused };
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
     ) SELECT count(*) FILTER (WHERE is_paused)::int AS marked FROM merged`,
    [...key, ONLY_STATUS],
  );
  return rows[0]!.marked;
}
