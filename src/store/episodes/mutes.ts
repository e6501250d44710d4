import type { Pool } from 'pg';
import type { EpisodeKind } from '../../domain/alerts/episode';
import { MAX_MUTES } from '../../domain/alerts/mutes';
import type { Instant } from '../../domain/offer';
import { withoutNul } from '../offers/filters';
import { instant } from '../sql';

/** What is recorded and not sent: a kind, an offer, or a kind for an offer. Null: all of them. */
export interface MuteTarget {
  kind: EpisodeKind | null;
  offerId: string | null;
}

export interface Mute extends MuteTarget {
  /** A whole number as text. */
  id: string;
  /** Null: until it is removed. */
  mutedUntil: Instant | null;
  createdAt: Instant;
}

const MUTE_ROW = `id::text AS id, kind, offer_id AS "offerId", ${instant('muted_until')} AS "mutedUntil",
  ${instant('created_at')} AS "createdAt"`;

/** Lists the mutes that have not ended, in the order in which they were added. */
export async function listMutes(pool: Pool): Promise<Mute[]> {
  const { rows } = await pool.query<Mute>(
    `SELECT ${MUTE_ROW} FROM alert_mutes WHERE muted_until IS NULL OR muted_until > clock_timestamp() ORDER BY alert_mutes.id`,
  );
  return rows;
}

/**
 * Adds a mute, or replaces the end of the one with this target. Idempotent.
 *
 * @returns `full`: there are as many mutes as there may be; `unknown`: the mirror has no such offer.
 */
export async function saveMute(
  pool: Pool,
  { kind, offerId, mutedUntil }: MuteTarget & { mutedUntil: string | null },
): Promise<Mute | 'full' | 'unknown'> {
  const id = offerId === null ? null : withoutNul(offerId);
  const { rows: offers } = await pool.query('SELECT FROM offers WHERE offer_id = $1', [id]);
  if (id !== null && offers.length === 0) return 'unknown';
  const { rows } = await pool.query<Mute>(
    `INSERT INTO alert_mutes AS m (kind, offer_id, muted_until)
     SELECT $1, $2, $3 WHERE (SELECT count(*) FROM alert_mutes) < ${MAX_MUTES}
       OR EXISTS (SELECT FROM alert_mutes WHERE (kind, offer_id) IS NOT DISTINCT FROM ($1::text, $2::text))
     ON CONFLICT (coalesce(kind, ''), coalesce(offer_id, '')) DO UPDATE SET muted_until = excluded.muted_until
     RETURNING ${MUTE_ROW}`,
    [kind, id, mutedUntil],
  );
  return rows[0] ?? 'full';
}

/** Removes a mute. False: there is none with this id. */
export async function deleteMute(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM alert_mutes WHERE id = $1', [id]);
  return rowCount === 1;
}
