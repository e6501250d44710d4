import type { Pool } from 'pg';
import type { RunKey } from '../../domain/run';
import { instant } from '../sql';

/** A value that could not be read: the model `RejectedRow` describes each field. Times are ISO 8601 UTC. */
export interface RejectedRecord {
  offerId: string | null;
  field: string | null;
  reason: string;
  raw: string;
  firstSeen: string;
  lastSeen: string;
  count: number;
}

/**
 * Lists the rejected values that this run was the latest to observe, at most `limit`: the rarest first, because a value that
 * every run observes is known.
 */
export async function listRejected(
  pool: Pool,
  { workflowId, runId, limit }: RunKey & { limit: number },
): Promise<RejectedRecord[]> {
  const { rows } = await pool.query<RejectedRecord>(
    `SELECT offer_id AS "offerId", field, reason, raw, ${instant('first_seen')} AS "firstSeen",
       ${instant('last_seen')} AS "lastSeen", count
     FROM rejected_rows WHERE workflow_id = $1 AND run_id = $2
     ORDER BY count, first_seen DESC, key LIMIT $3`,
    [workflowId, runId, limit],
  );
  return rows;
}
