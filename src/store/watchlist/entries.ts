import type { Pool } from 'pg';
import type { WatchSettings } from '../../domain/alerts/watch-settings';
import type { Instant, OfferStatus } from '../../domain/offer';
import { InvalidCursorError, readCursor, writeCursor } from '../cursor';
import { withoutNul } from '../offers/filters';
import { instant } from '../sql';

/** An offer on the watch list, with what the mirror holds about it. */
export interface WatchedOffer extends WatchSettings {
  offerId: string;
  /** Null: the mute has ended, or there is none. */
  mutedUntil: Instant | null;
  createdAt: Instant;
  updatedAt: Instant;
  offerName: string | null;
  status: OfferStatus | null;
  country: string | null;
  payout: string | null;
  currency: string | null;
  lastConversionAt: Instant | null;
}

export interface WatchlistPage {
  watchlist: WatchedOffer[];
  /** Offers on the watch list. */
  total: number;
  /** Null: this is the last page. */
  nextCursor: string | null;
}

/** What became of the ids in a {@link watchOffers}, each list in ascending order. */
export interface WatchedOffers {
  /** They were not on the watch list. */
  added: string[];
  /** They were on the watch list. */
  existing: string[];
  /** The mirror has no such offers. */
  unknown: string[];
}

interface SettingColumn {
  column: string;
  type: string;
}

const COLUMNS: Record<keyof WatchSettings, SettingColumn> = {
  note: { column: 'note', type: 'text' },
  sensitivity: { column: 'sensitivity', type: 'text' },
  silenceSeconds: { column: 'silence_seconds', type: 'integer' },
  mutedUntil: { column: 'muted_until', type: 'timestamptz' },
};

const ENTRY = `w.offer_id AS "offerId", w.note, w.sensitivity, w.silence_seconds AS "silenceSeconds",
  CASE WHEN w.muted_until > now() THEN ${instant('w.muted_until')} END AS "mutedUntil",
  ${instant('w.created_at')} AS "createdAt", ${instant('w.updated_at')} AS "updatedAt",
  o.offer_name AS "offerName", o.status, o.country, o.payout::text AS payout, o.currency,
  ${instant('o.last_conversion_at')} AS "lastConversionAt"`;

/** Reads an offer of the watch list; undefined: it is not on it. */
export async function readWatched(pool: Pool, offerId: string): Promise<WatchedOffer | undefined> {
  const { rows } = await pool.query<WatchedOffer>(
    `SELECT ${ENTRY} FROM watchlist AS w LEFT JOIN offers AS o USING (offer_id) WHERE w.offer_id = $1`,
    [withoutNul(offerId)],
  );
  return rows[0];
}

/**
 * Lists the watch list in ascending order of ids, in pages.
 *
 * @throws {InvalidCursorError} for a cursor of another list.
 */
export async function listWatched(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<WatchlistPage> {
  const after = cursor ? readPosition(cursor) : '';
  const [{ rows }, { rows: totals }] = await Promise.all([
    pool.query<WatchedOffer>(
      `SELECT ${ENTRY} FROM watchlist AS w LEFT JOIN offers AS o USING (offer_id)
       WHERE w.offer_id > $1 ORDER BY w.offer_id LIMIT $2`,
      [after, limit + 1],
    ),
    pool.query<{ total: number }>('SELECT count(*)::int AS total FROM watchlist'),
  ]);
  const watchlist = rows.slice(0, limit);
  const last = watchlist.at(-1);
  return {
    watchlist,
    total: totals[0]!.total,
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(['watchlist', last.offerId]) : null,
  };
}

/**
 * Adds offers of the mirror to the watch list, with the settings that are given and the defaults of the others. Those that
 * are on it get the settings that are given and keep the others. Idempotent.
 */
export async function watchOffers(
  pool: Pool,
  offerIds: readonly string[],
  settings: Partial<WatchSettings>,
): Promise<WatchedOffers> {
  const ids = [...new Set(offerIds.map(withoutNul))].sort();
  const given = (Object.keys(COLUMNS) as (keyof WatchSettings)[]).filter(
    (name) => settings[name] !== undefined,
  );
  const columns = given.map((name) => COLUMNS[name].column);
  const values = given.map((name, index) => `$${index + 2}::${COLUMNS[name].type}`);
  const changes = columns.map((column) => `${column} = excluded.${column}`);
  const onConflict =
    changes.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${[...changes, 'updated_at = now()'].join(', ')}`;
  // The inserted rows are not visible to the rest of the statement.
  const { rows } = await pool.query<{ offerId: string; isExisting: boolean }>(
    `WITH known AS (
       SELECT offer_id FROM offers WHERE offer_id = ANY($1::text[])
     ), saved AS (
       INSERT INTO watchlist (${['offer_id', ...columns].join(', ')})
       SELECT ${['offer_id', ...values].join(', ')} FROM known ORDER BY offer_id
       ON CONFLICT (offer_id) ${onConflict}
     )
     SELECT offer_id AS "offerId", EXISTS (SELECT FROM watchlist AS w WHERE w.offer_id = known.offer_id) AS "isExisting"
     FROM known ORDER BY offer_id`,
    [ids, ...given.map((name) => settings[name])],
  );
  const known = new Set(rows.map(({ offerId }) => offerId));
  const idsOf = (isExisting: boolean) =>
    rows.filter((row) => row.isExisting === isExisting).map(({ offerId }) => offerId);
  return { added: idsOf(false), existing: idsOf(true), unknown: ids.filter((id) => !known.has(id)) };
}

/** Removes an offer from the watch list. False: it is not on it. */
export async function unwatchOffer(pool: Pool, offerId: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM watchlist WHERE offer_id = $1', [withoutNul(offerId)]);
  return rowCount === 1;
}

function readPosition(cursor: string): string {
  const [list, offerId] = readCursor(cursor, 2);
  if (list !== 'watchlist' || offerId == null) throw new InvalidCursorError();
  return offerId;
}
