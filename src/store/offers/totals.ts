import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Up to this many offers the count is made anew each time: it takes some milliseconds. */
const COUNTED_EACH_TIME = 50_000;

/** A count of more offers is used again for so long; later it is used once more while a new one is made. */
const FRESH_FOR_MS = 15_000;

/** A count that takes long is used again for so many times as long, so that no question keeps the database counting. */
const FRESH_FOR_TIMES = 300;

/** The most counts to keep. */
const KEPT = 500;

/** Where so many others wait to be counted, one more would come too late for whoever asks next. */
const MOST_WAITING = 20;

/** How many offers meet some conditions. */
export interface OfferTotal {
  total: number;
  /** It is what the database expects from its statistics: counting would have taken too long. */
  isEstimate: boolean;
}

interface Count {
  total: number;
  freshUntilMs: number;
}

/**
 * How many offers meet some conditions.
 *
 * Exact and of this moment while the mirror is not large. In a mirror of more than 50,000 offers counting takes
 * longer than reading a page: a number may then be some seconds old, and where none is known and counting takes longer
 * than `withinMs`, it is an estimate. Counting goes on, for whoever asks next, unless many others wait for theirs: one is
 * counted at a time, so that counting never takes more than one connection from those who read.
 */
export function createOfferTotals(pool: Pool, nowMs: () => number) {
  const kept = new Map<string, Count>();
  const beingMade = new Map<string, Promise<number>>();
  let size: { isLarge: Promise<boolean>; freshUntilMs: number } | undefined;
  let lastTurn: Promise<unknown> = Promise.resolve();

  const isLarge = (): Promise<boolean> => {
    if (size === undefined || size.freshUntilMs < nowMs()) {
      const reading = readSize(pool).then((offers) => offers > COUNTED_EACH_TIME);
      size = { isLarge: reading, freshUntilMs: nowMs() + FRESH_FOR_MS };
      // A failure is told to those who asked, and is not kept.
      reading.catch(() => (size = undefined));
    }
    return size.isLarge;
  };

  const countAndKeep = async (key: string, where: string, values: unknown[]): Promise<number> => {
    const startedMs = nowMs();
    const total = await countOffers(pool, where, values);
    const tookMs = nowMs() - startedMs;
    kept.delete(key);
    kept.set(key, { total, freshUntilMs: nowMs() + Math.max(FRESH_FOR_MS, FRESH_FOR_TIMES * tookMs) });
    const oldest = kept.keys().next();
    if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
    return total;
  };

  /** Equal questions at once are counted once. */
  const once = (key: string, count: () => Promise<number>): Promise<number> => {
    const made = beingMade.get(key);
    if (made !== undefined) return made;
    const making = count().finally(() => beingMade.delete(key));
    beingMade.set(key, making);
    return making;
  };

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work, work);
    lastTurn = turn;
    return turn;
  };

  return async function readTotal(
    where: string,
    values: unknown[],
    withinMs = Infinity,
  ): Promise<OfferTotal> {
    const key = JSON.stringify([where, values]);
    const exactly = (total: number): OfferTotal => ({ total, isEstimate: false });
    if (!(await isLarge())) return exactly(await once(key, () => countOffers(pool, where, values)));

    const known = kept.get(key);
    if (known !== undefined && nowMs() <= known.freshUntilMs) return exactly(known.total);
    const estimate = async () => ({ total: await estimateOffers(pool, where, values), isEstimate: true });
    const isHopeless = known === undefined && beingMade.size >= MOST_WAITING && !beingMade.has(key);
    if (isHopeless && withinMs < Infinity) return estimate();
    const counting = once(key, () => inTurn(() => countAndKeep(key, where, values)));
    if (known !== undefined) {
      // The old number is answered now, so a failure has nobody to tell; the next question tries again.
      counting.catch(() => undefined);
      return exactly(known.total);
    }
    if (withinMs === Infinity) return exactly(await counting);
    const counted = await Promise.race([counting, wait(withinMs)]);
    if (counted !== undefined) return exactly(counted);
    counting.catch(() => undefined);
    return estimate();
  };
}

async function countOffers(pool: Pool, where: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM offers WHERE ${where}`,
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

/** How many offers the database believes to hold, without counting; 0 or less: it has never looked. */
async function readSize(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ offers: number }>(
    `SELECT reltuples::int AS offers FROM pg_class WHERE oid = 'offers'::regclass`,
  );
  return rows[0]!.offers;
}
