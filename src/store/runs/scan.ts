import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import type { RunKey } from '../../domain/run';
import type { IdSlice } from '../conversion-list';
import { instant } from '../sql';

/** What the answer to a request for a page said; the numbers as the network gave them. */
export interface ScanAnswer {
  purpose: 'page' | 'reread';
  /** Null: the second look asked by ids. */
  page: number | null;
  pageSize: number | null;
  total: number | null;
  totalPages: number | null;
  received: number;
  /** Offers that could be read from those rows. */
  met: number;
  ordering: string | null;
  /** As whole numbers of any size; null: the page is empty, or its ids are no numbers. */
  lowestId: string | null;
  highestId: string | null;
  observedAt: Instant;
}

/** What a run's pages and second looks found, taken together. */
export interface ScanSummary {
  pagesRead: number;
  pagesReread: number;
  /** Offers met, counting one as often as it was met. */
  met: number;
  /** Different offers met. */
  distinct: number;
  /** Met minus distinct. */
  duplicate: number;
  /** Offers in the catalogue as the first answer says; null: no answer says so. */
  firstTotal: number | null;
  lastTotal: number | null;
  /** By how much that number moved from answer to answer, up and down added. */
  totalMoved: number;
  /** The most pages that any answer named. */
  maxTotalPages: number | null;
  rejected: number;
}

const OF_THE_SCAN = `workflow_id = $1 AND run_id = $2 AND purpose IN ('page', 'reread')`;

/** Every answer to a run's pages and second looks, in the order in which they were asked. */
export async function listScanAnswers(pool: Pool, { workflowId, runId }: RunKey): Promise<ScanAnswer[]> {
  const { rows } = await pool.query<ScanAnswer>(
    `SELECT purpose, page, page_size AS "pageSize", total, total_pages AS "totalPages", received, cardinality(met_ids) AS met, ordering,
       lowest_id::text AS "lowestId", highest_id::text AS "highestId", ${instant('observed_at')} AS "observedAt"
     FROM run_requests AS r WHERE ${OF_THE_SCAN} ORDER BY r.observed_at, request_key`,
    [workflowId, runId],
  );
  return rows;
}

/** Sum up a run's pages and second looks. All zero and null if it has none. */
export async function summariseScan(pool: Pool, { workflowId, runId }: RunKey): Promise<ScanSummary> {
  const { rows } = await pool.query<ScanSummary>(
    `WITH scan AS (
       SELECT *, total - lag(total) OVER (ORDER BY observed_at, request_key) AS moved
       FROM run_requests WHERE ${OF_THE_SCAN}
     ), met AS (
       SELECT count(*)::int AS met, count(DISTINCT id)::int AS distinct FROM scan, unnest(met_ids) AS id
     )
     SELECT count(*) FILTER (WHERE purpose = 'page')::int AS "pagesRead",
       count(*) FILTER (WHERE purpose = 'reread')::int AS "pagesReread",
       (SELECT met FROM met), (SELECT met.distinct FROM met), (SELECT met - met.distinct FROM met) AS duplicate,
       (array_agg(total ORDER BY observed_at, request_key) FILTER (WHERE total IS NOT NULL))[1] AS "firstTotal",
       (array_agg(total ORDER BY observed_at DESC, request_key DESC) FILTER (WHERE total IS NOT NULL))[1] AS "lastTotal",
       coalesce(sum(abs(moved)), 0)::int AS "totalMoved",
       max(total_pages) AS "maxTotalPages", coalesce(sum(rejected_count), 0)::int AS rejected
     FROM scan`,
    [workflowId, runId],
  );
  return rows[0]!;
}

/** The ids that the mirror holds as Active and that nobody has observed since, in their order. */
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

/** How many offers the mirror holds as Active. */
export async function countActive(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ active: number }>(
    `SELECT count(*)::int AS active FROM offers WHERE status = 'Active'`,
  );
  return rows[0]!.active;
}
