import type { Pool } from 'pg';
import type { OfferStatus } from '../../domain/offer';
import type { RunStatus, SyncKind } from '../../domain/run';

/** The runs of one kind and status that started within the last 24 hours, with the sums of their counts. */
export interface RunCounts {
  kind: SyncKind;
  /** A running run whose deadline has passed counts as timed out. */
  status: RunStatus;
  runs: number;
  requests: number;
  retries: number;
  rowsRejected: number;
}

/** The number of offers in the mirror with one status. */
export interface OfferCounts {
  /** Null: the status was never readable. */
  status: OfferStatus | null;
  offers: number;
}

/** Counts the runs that started within the last 24 hours, by kind and status. Combinations without runs are omitted. */
export async function readRunCounts(pool: Pool): Promise<RunCounts[]> {
  const { rows } = await pool.query<RunCounts>(
    `SELECT kind,
       CASE WHEN status = 'running' AND deadline_at < clock_timestamp() THEN 'timed_out' ELSE status END AS status,
       count(*)::int AS runs, coalesce(sum(requests), 0)::int AS requests,
       coalesce(sum(retries), 0)::int AS retries, coalesce(sum(rows_rejected), 0)::int AS "rowsRejected"
     FROM sync_runs WHERE started_at >= clock_timestamp() - interval '24 hours'
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows;
}

/** Counts the offers by status, and those on the ConversionList. Reads the whole mirror. */
export async function readOfferCounts(pool: Pool): Promise<{ byStatus: OfferCounts[]; onList: number }> {
  const [byStatus, list] = await Promise.all([
    pool.query<OfferCounts>('SELECT status, count(*)::int AS offers FROM offers GROUP BY status ORDER BY 1'),
    pool.query<{ offers: number }>('SELECT count(*)::int AS offers FROM conversion_list'),
  ]);
  return { byStatus: byStatus.rows, onList: list.rows[0]!.offers };
}

/** Counts the Active offers whose last two observations or more had no readable status. Uses an index. */
export async function countUnconfirmed(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ offers: number }>(
    `SELECT count(*)::int AS offers FROM offers WHERE status_unconfirmed_at IS NOT NULL AND status = 'Active'`,
  );
  return rows[0]!.offers;
}
