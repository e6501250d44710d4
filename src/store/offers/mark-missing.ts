import type { PoolClient } from 'pg';
import type { RunKey } from '../../domain/run';
import type { Database } from '../database';
import { lockRun } from '../runs/read';
import { OFFER_FIELDS } from './fields';
import { MERGE_ROWS, RETURNING_CHANGES } from './merge';

export interface MarkMissingInput {
  run: RunKey;
  /** The share of the Active offers known before the run, 0 to 1, above which absence is not believed. */
  maxShare: number;
  /** Believe it all the same. */
  allowMassRemoval: boolean;
}

export interface MarkedMissing {
  /** Offers that the run's sweep asked for and the network did not return. */
  absent: number;
  /** Active offers before the run. */
  knownActive: number;
  /** Offers that were Active and are now Unknown. */
  marked: number;
  /** True: so many would vanish that nothing was marked. */
  refused: boolean;
}

/** Everything but the status is not said, so that the mirror keeps it. */
const ONLY_STATUS = JSON.stringify(
  Object.fromEntries(
    Object.keys(OFFER_FIELDS).flatMap((field) => (field === 'status' ? [] : [[field, null]])),
  ),
);

const ABSENT = `
  SELECT absent.offer_id, max(r.observed_at) AS observed_at
  FROM run_requests r, unnest(r.absent_ids) AS absent (offer_id)
  WHERE r.workflow_id = $1 AND r.run_id = $2 AND r.purpose = 'sweep'
  GROUP BY absent.offer_id`;

/**
 * Mark the offers that a run's sweep asked for and did not get, as `Unknown`, unless that would be too many at once.
 *
 * A mark is an observation like any other, of the time at which the sweep asked: whoever observed the offer later
 * is believed instead. Safe to repeat: a run marks once, and a repeat reads what it did.
 *
 * @throws {RunNotFoundError}
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
    // Divided, not multiplied: 0.29 × 400 is a little less than 116 to a computer, 116 ÷ 400 is exactly its 0.29.
    const refused = !allowMassRemoval && absent / knownActive > maxShare;
    if (markedBefore !== null) return { absent, knownActive, marked: markedBefore, refused: false };
    const marked = refused ? 0 : await writeMarks(client, key);
    await client.query(
      'UPDATE sync_runs SET offers_absent = $3, offers_gone = $4 WHERE workflow_id = $1 AND run_id = $2',
      [...key, absent, refused ? null : marked],
    );
    return { absent, knownActive, marked, refused };
  });
}

async function writeMarks(client: PoolClient, key: string[]): Promise<number> {
  const { rows } = await client.query<{ marked: number }>(
    `WITH absent AS (${ABSENT}), merged AS (
       INSERT INTO offers AS o (offer_id, observed_at, stale, status)
       SELECT offer_id, absent.observed_at, $3::jsonb, 'Unknown'
       FROM absent JOIN offers AS known USING (offer_id)
       ORDER BY offer_id
       ${MERGE_ROWS}
       ${RETURNING_CHANGES}
     ) SELECT count(*) FILTER (WHERE is_paused)::int AS marked FROM merged`,
    [...key, ONLY_STATUS],
  );
  return rows[0]!.marked;
}
