import type { Pool } from 'pg';

/** Up to this many offers the count is made anew each time: it takes some milliseconds. */
const COUNTED_EACH_TIME = 50_000;

/** A count of more offers is used again for so long; later it is used once more while a new one is made. */
const FRESH_FOR_MS = 15_000;

/** The most counts to keep. */
const KEPT = 500;

interface Count {
  total: number;
  isLarge: boolean;
  countedAtMs: number;
}

/**
 * How many offers meet some conditions.
 *
 * Exact and of this moment while the mirror is not large. In a mirror of more than 50,000 offers counting takes
 * longer than reading a page, so a number may then be some seconds old.
 */
export function createOfferTotals(pool: Pool, nowMs: () => number) {
  const kept = new Map<string, Count>();
  const beingMade = new Map<string, Promise<Count>>();

  const count = (key: string, where: string, values: unknown[]): Promise<Count> => {
    const made = beingMade.get(key);
    if (made !== undefined) return made;
    const making = makeCount(pool, where, values, nowMs)
      .then((counted) => {
        kept.delete(key);
        if (counted.isLarge) kept.set(key, counted);
        const oldest = kept.keys().next();
        if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
        return counted;
      })
      .finally(() => beingMade.delete(key));
    beingMade.set(key, making);
    return making;
  };

  return async function countOffers(where: string, values: unknown[]): Promise<number> {
    const key = JSON.stringify([where, values]);
    const known = kept.get(key);
    if (known === undefined) return (await count(key, where, values)).total;
    if (nowMs() - known.countedAtMs > FRESH_FOR_MS) {
      // The old number is answered now, so a failure has nobody to tell; the next question tries again.
      count(key, where, values).catch(() => undefined);
    }
    return known.total;
  };
}

async function makeCount(pool: Pool, where: string, values: unknown[], nowMs: () => number): Promise<Count> {
  const { rows } = await pool.query<{ total: number; all: number }>(
    `SELECT count(*)::int AS total,
       (SELECT reltuples FROM pg_class WHERE oid = 'offers'::regclass)::int AS all
     FROM offers WHERE ${where}`,
    values,
  );
  const { total, all } = rows[0]!;
  return { total, isLarge: Math.max(total, all) > COUNTED_EACH_TIME, countedAtMs: nowMs() };
}
