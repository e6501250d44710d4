import type { PoolClient } from 'pg';
import type { EpisodeKind, Payout } from '../../domain/alerts/episode';
import type { Instant, OfferStatus } from '../../domain/offer';

/** An offer of an episode, with what decides whether its episodes are sent. */
export interface Subject extends Payout {
  offerName: string | null;
  country: string | null;
  status: OfferStatus;
  isWatched: boolean;
  /** The silence that the watch list sets, in seconds; null: none. */
  silenceSeconds: number | null;
  /** The watch list has it muted. */
  isMuted: boolean;
}

/** Decides which episodes are sent to the channels; all others are only recorded. */
export interface Audience {
  readSubjects: (offerIds: readonly string[]) => Promise<Map<string, Subject>>;
  /** Whether an episode of this kind is sent. Without an offer: it is of the network or the mirror. */
  isSent: (kind: EpisodeKind, offer?: { offerId: string; subject: Subject }) => boolean;
}

/**
 * Reads which episodes are sent at a time: those of the network and the mirror, and those of the offers of the watch list, or
 * of all offers except slowness. No muted one is sent.
 */
export async function readAudience(
  client: PoolClient,
  { at, scope }: { at: Instant; scope: 'watchlist' | 'all' },
): Promise<Audience> {
  const { rows: mutes } = await client.query<{ kind: string | null; offerId: string | null }>(
    `SELECT kind, offer_id AS "offerId" FROM alert_mutes WHERE muted_until IS NULL OR muted_until > $1`,
    [at],
  );
  const muted = new Set(mutes.map((mute) => toKey(mute.kind, mute.offerId)));
  return {
    readSubjects: (offerIds) => readSubjects(client, offerIds, at),
    isSent(kind, offer) {
      if (muted.has(toKey(kind, null))) return false;
      if (offer === undefined) return true;
      const { offerId, subject } = offer;
      if (subject.isMuted || muted.has(toKey(null, offerId)) || muted.has(toKey(kind, offerId))) return false;
      return subject.isWatched || (scope === 'all' && kind !== 'conversion_slowed');
    },
  };
}

function toKey(kind: string | null, offerId: string | null): string {
  return JSON.stringify([kind, offerId]);
}

async function readSubjects(
  client: PoolClient,
  offerIds: readonly string[],
  at: Instant,
): Promise<Map<string, Subject>> {
  const { rows } = await client.query<Subject & { offerId: string }>(
    `SELECT o.offer_id AS "offerId", offer_name AS "offerName", country, payout::text AS payout, currency,
       coalesce(status, 'Unknown') AS status, w.offer_id IS NOT NULL AS "isWatched", silence_seconds AS "silenceSeconds",
       coalesce(muted_until > $2, false) AS "isMuted"
     FROM offers AS o LEFT JOIN watchlist AS w USING (offer_id) WHERE o.offer_id = ANY ($1)`,
    [offerIds, at],
  );
  return new Map(rows.map(({ offerId, ...subject }) => [offerId, subject]));
}
