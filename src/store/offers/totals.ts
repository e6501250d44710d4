import type { Pool } from 'pg';
import { createCoalescer } from '../../async/coalesce';

/** Counting up to this many offers takes a few milliseconds. */
const MAX_COUNTED_OFFERS = 50_000;

/** A mirror that was found to be large is not asked again for this time: planning a count takes as long as an estimate. */
const LARGE_FOR_MS = 10_000;

/** How many offers match some conditions. */
export interface OfferTotal {
  total: number;
  isEstimate: boolean;
}

/**
 * Creates the function that counts the offers that match an SQL condition.
 *
 * In a mirror of up to 50,000 offers (by the statistics of PostgreSQL) the total is exact, and concurrent calls with
 * the same condition share a count. In a larger one it is the planner's estimate, and nothing is ever counted.
 *
 * @param clockMs Default: the time since the process started.
 */
export function createOfferTotals(pool: Pool, clockMs: () => number = () => performance.now()) {
  const coalesce = createCoalescer();
  let largeUntilMs = -Infinity;

  return (where: string, values: unknown[]): Promise<OfferTotal> =>
    coalesce(JSON.stringify([where, values]), async () => {
      if (clockMs() >= largeUntilMs) {
        const total = await countOffers(pool, where, values);
        if (total !== null) return { total, isEstimate: false };
        largeUntilMs = clockMs() + LARGE_FOR_MS;
      }
      return { total: await estimateOffers(pool, where, values), isEstimate: true };
    });
}

/** A table without statistics (`reltuples` is -1) is new, and is counted. */
const IS_COUNTABLE = `(SELECT reltuples <= ${MAX_COUNTED_OFFERS} FROM pg_class WHERE oid = 'offers'::regclass)`;

/** Whether the mirror has few enough offers to count all of them. */
export async function isCountable(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ isCountable: boolean }>(`SELECT ${IS_COUNTABLE} AS "isCountable"`);
  return rows[0]!.isCountable;
}

/** Null: the mirror is too large to count. */
async function countOffers(pool: Pool, where: string, values: unknown[]): Promise<number | null> {
  const { rows } = await pool.query<{ total: number | null }>(
    `SELECT CASE WHEN ${IS_COUNTABLE}
       THEN (SELECT count(*)::int FROM offers WHERE ${where}) END AS total`,
    values,
  );
  return rows[0]!.total;
}

async function estimateOffers(pool: Pool, where: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }>(
    `EXPLAIN (FORMAT JSON) SELECT FROM offers WHERE ${where}`,
    values,
  );
  return rows[0]!['QUERY PLAN'][0]!.Plan['Plan Rows'];
}
