import type { PoolClient } from 'pg';
import type { Database } from '../database';
import { createParameters } from '../offers/filters';
import { SORT_KEYS, type SortKey } from '../offers/order';
import { HIGH_PRIORITY_WITHIN_SECONDS, selectOfferRow, type OfferRow } from '../offers/rows';
import type { OfferFigures } from '../rhythm/figures';
import { checkBounds, type PastBounds } from './bounds';
import { ALL_FIELDS, pastOffers } from './relation';

/**
 * An offer as it was at an earlier time. Null in `statusConfirmed`, `priority` and the times of observations: not known
 * any more. The figures of rhythms are kept for the present only.
 */
export type PastOfferRow = StoredRow & Record<keyof OfferFigures, null>;

type StoredRow = {
  [F in keyof OfferRow]: F extends 'statusConfirmed' | 'priority' | 'observedAt' | 'updatedAt' | 'inHigh'
    ? OfferRow[F] | null
    : OfferRow[F];
};

const NO_FIGURES: Record<keyof OfferFigures, null> = {
  conversionsPerHour: null,
  usualGapSeconds: null,
  silentForSeconds: null,
  onceIn: null,
  score: null,
  observations: null,
  spark: null,
};

/** One offer as it was at an earlier time. */
export interface PastOffer {
  /** Undefined: the mirror did not have the offer. */
  offer: PastOfferRow | undefined;
  /** An answer that was requested before the time can still arrive and change the offer. */
  isProvisional: boolean;
}

/**
 * Reads one offer as it was at an earlier time (ISO 8601).
 *
 * @throws {FutureTimeError | HistoryGoneError} as `checkBounds`.
 */
export function readPastOffer(database: Database, offerId: string, at: string): Promise<PastOffer> {
  return readPast(database, async (client) => {
    const bounds = await checkBounds(client, at, { list: false });
    // PostgreSQL refuses texts with NUL, so no offer has such an id.
    const ids = offerId.includes('\0') ? [] : [offerId];
    const [found] = await readRows(client, at, ids, bounds, SORT_KEYS.offerId);
    return { offer: found && toPastRow(found), isProvisional: bounds.isProvisional };
  });
}

/**
 * Runs queries that all see the same state, and of which the history is not deleted meanwhile: dropping a partition takes a
 * lock on the whole table, and would not be hidden from a snapshot.
 */
export function readPast<T>({ transact }: Database, read: (client: PoolClient) => Promise<T>): Promise<T> {
  return transact(async (client) => {
    await client.query(
      'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE ONLY history.offer_changes IN ACCESS SHARE MODE',
    );
    return read(client);
  });
}

type FoundRow = StoredRow & { sortValue: string | null };

/** Reads these offers as they were at a time, in this order, with the values of a sort key. */
export async function readRows(
  client: PoolClient,
  at: string,
  offerIds: string[],
  { conversionsSince }: PastBounds,
  key: SortKey,
): Promise<FoundRow[]> {
  if (offerIds.length === 0) return [];
  const { values, add } = createParameters();
  const time = `${add(at)}::timestamptz`;
  const ids = `${add(offerIds)}::text[]`;
  const select = selectOfferRow({
    now: time,
    isStatusConfirmed: 'CASE WHEN observed_at IS NOT NULL THEN status_unconfirmed_at IS NULL END',
    otherPriority: `CASE WHEN ${time} - ${HIGH_PRIORITY_WITHIN_SECONDS} * interval '1 second'
      >= coalesce(${add(conversionsSince)}::timestamptz, '-infinity') THEN 'LOW' END`,
    isInHigh: 'NULL::boolean',
  });
  const { rows } = await client.query<FoundRow>(
    `SELECT ${select}, ${key.text} AS "sortValue" FROM ${pastOffers(ALL_FIELDS, { at: time, ids })} AS offers
     ORDER BY array_position(${ids}, offer_id)`,
    values,
  );
  return rows;
}

/** The row without its sort value. */
export function toPastRow({ sortValue: _, ...offer }: FoundRow): PastOfferRow {
  return { ...offer, ...NO_FIGURES };
}
