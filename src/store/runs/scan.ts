import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import type { RunKey } from '../../domain/run';
import type { ScanFacts } from '../../domain/scan/plan-recheck';
import type { ScannedPage } from '../../domain/scan/scanned-page';
import type { IdSlice } from '../conversion-list';

/** An answer to a page request or a recheck of a run. */
export type ScanAnswer = Pick<
  ScannedPage,
  'received' | 'unreadable' | 'repeated' | 'lowestId' | 'highestId'
> & {
  /** `page` is null for a recheck by ids. */
  [Field in 'page' | 'pageSize' | 'total']: number | null;
} & { ordering: ScannedPage['ordering'] | null };

const IS_SCAN = `workflow_id = $1 AND run_id = $2 AND purpose IN ('page', 'reread')`;

/** Lists the answers to a run's page requests and rechecks, in the order in which the requests were sent. */
export async function listScanAnswers(pool: Pool, { workflowId, runId }: RunKey): Promise<ScanAnswer[]> {
  // Ids are safe integers, which float8 holds exactly.
  const { rows } = await pool.query<ScanAnswer>(
    `SELECT page, page_size AS "pageSize", total, received, received - cardinality(met_ids) AS unreadable, repeated, ordering,
       lowest_id::float8 AS "lowestId", highest_id::float8 AS "highestId"
     FROM run_requests WHERE ${IS_SCAN} ORDER BY observed_at, request_key`,
    [workflowId, runId],
  );
  return rows;
}

/** Sums up a run's pages and rechecks. Without any, all numbers are 0 and `lastTotal` is null. */
export async function summariseScan(pool: Pool, { workflowId, runId }: RunKey): Promise<ScanFacts> {
  const { rows } = await pool.query<ScanFacts>(
    `WITH scan AS (SELECT * FROM run_requests WHERE ${IS_SCAN})
     SELECT count(*) FILTER (WHERE purpose = 'page')::int AS "pagesRead",
       count(*) FILTER (WHERE purpose = 'reread')::int AS "pagesReread",
       coalesce(sum(new_count + changed_count), 0)::int AS changed,
       (SELECT count(DISTINCT id)::int FROM scan, unnest(met_ids) AS id) AS distinct,
       (array_agg(total ORDER BY observed_at DESC, request_key DESC) FILTER (WHERE total IS NOT NULL))[1] AS "lastTotal",
       coalesce(max(total) - min(total), 0)::int AS "totalSpread"
     FROM scan`,
    [workflowId, runId],
  );
  return rows[0]!;
}

/** Lists the ids of Active offers whose latest observation is before `since`, in ascending order. */
export async function listUnseenActive(
  pool: Pool,
  { since, after, limit }: IdSlice & { since: Instant },
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT offer_id AS id FROM offers
     WHERE status = 'Active' AND observed_at < $1 AND offer_id > $2 ORDER BY offer_id LIMIT $3`,
    [since, after ?? '', limit],
  );
  return rows.map(({ id }) => id);
}
