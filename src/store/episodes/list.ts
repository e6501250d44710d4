import type { Pool } from 'pg';
import type { EpisodeKind } from '../../domain/alerts/episode';
import { InvalidCursorError, readCursor, writeCursor } from '../cursor';
import { createParameters, withoutNul } from '../offers/filters';
import { isWatched } from '../watchlist/condition';
import { EPISODE_ROW, type EpisodeRecord } from './episodes';

/** Which episodes to list: all conditions have to match. */
export interface EpisodeQuery {
  /** Default: open and ended ones. */
  state?: 'open' | 'ended' | undefined;
  kinds?: readonly EpisodeKind[] | undefined;
  offerId?: string | undefined;
  /** Only offers of the watch list, the network and the mirror. Default: false. */
  mine?: boolean | undefined;
  /** Default: both. */
  acknowledged?: boolean | undefined;
  limit: number;
  /** `nextCursor` of the previous page. */
  cursor?: string | undefined;
}

export interface EpisodePage {
  /** The latest recorded first. */
  episodes: EpisodeRecord[];
  /** Null: this is the last page. */
  nextCursor: string | null;
}

/**
 * Lists episodes.
 *
 * @throws {InvalidCursorError} if this list did not create the cursor.
 */
export async function listEpisodes(pool: Pool, query: EpisodeQuery): Promise<EpisodePage> {
  const { state, kinds, offerId, mine = false, acknowledged, limit, cursor } = query;
  const { add, values } = createParameters();
  const conditions = [
    ...(state === undefined ? [] : [`(e.ended_at IS NULL) = ${state === 'open'}`]),
    ...(kinds === undefined ? [] : [`e.kind = ANY (${add([...kinds])}::text[])`]),
    ...(offerId === undefined ? [] : [`e.offer_id = ${add(withoutNul(offerId))}::text`]),
    ...(mine ? [`(e.offer_id IS NULL OR ${isWatched('e.offer_id')})`] : []),
    ...(acknowledged === undefined ? [] : [`(e.acknowledged_at IS NOT NULL) = ${acknowledged}`]),
    ...(cursor === undefined || cursor === '' ? [] : [`e.id < ${add(readId(cursor))}::bigint`]),
  ];
  const { rows } = await pool.query<EpisodeRecord>(
    `SELECT ${EPISODE_ROW} FROM episodes AS e ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
     ORDER BY e.id DESC LIMIT ${add(limit + 1)}::int`,
    values,
  );
  const episodes = rows.slice(0, limit);
  return { episodes, nextCursor: rows.length > limit ? writeCursor([episodes.at(-1)!.id]) : null };
}

function readId(cursor: string): string {
  const [id] = readCursor(cursor, 1);
  if (!/^\d{1,18}$/.test(id ?? '')) throw new InvalidCursorError();
  return id!;
}

/** Reads an episode; undefined: there is none with this id. */
export async function readEpisode(pool: Pool, id: string): Promise<EpisodeRecord | undefined> {
  const { rows } = await pool.query<EpisodeRecord>(
    `SELECT ${EPISODE_ROW} FROM episodes AS e WHERE e.id = $1`,
    [id],
  );
  return rows[0];
}

/** Marks an episode as known. Idempotent: the first time stays. Undefined: there is none with this id. */
export async function acknowledgeEpisode(pool: Pool, id: string): Promise<EpisodeRecord | undefined> {
  const { rows } = await pool.query<EpisodeRecord>(
    `UPDATE episodes AS e SET acknowledged_at = coalesce(acknowledged_at, clock_timestamp()) WHERE e.id = $1
     RETURNING ${EPISODE_ROW}`,
    [id],
  );
  return rows[0];
}
