import type { Pool, PoolClient } from 'pg';
import type {
  Episode,
  EpisodeEndFacts,
  EpisodeFacts,
  EpisodeKind,
  Payout,
} from '../../domain/alerts/episode';
import type { Instant } from '../../domain/offer';
import { instant } from '../sql';

/** An episode, and what has been done with it. */
export type EpisodeRecord = Episode & {
  /** Whether it is sent to the channels; false: it is only recorded. */
  isSent: boolean;
  acknowledgedAt: Instant | null;
};

/** An episode to record. The same without an offer: it is of the network or the mirror. */
export interface NewEpisode extends Payout {
  kind: EpisodeKind;
  offerId: string | null;
  offerName: string | null;
  country: string | null;
  startedAt: Instant;
  endedAt: Instant | null;
  facts: EpisodeFacts[EpisodeKind];
  endFacts: EpisodeEndFacts[EpisodeKind] | null;
  isSent: boolean;
}

/** The end of the open episode of a kind. */
export interface EpisodeEnd {
  kind: EpisodeKind;
  offerId: string | null;
  endedAt: Instant;
  endFacts: EpisodeEndFacts[EpisodeKind];
}

/** The select list that converts a row of `episodes` to an {@link EpisodeRecord}. */
export const EPISODE_ROW = `e.id::text AS id, e.kind, e.offer_id AS "offerId", e.offer_name AS "offerName", e.country,
  e.payout::text AS payout, e.currency, ${instant('e.started_at')} AS "startedAt", ${instant('e.ended_at')} AS "endedAt",
  e.facts, e.end_facts AS "endFacts", e.is_sent AS "isSent", ${instant('e.acknowledged_at')} AS "acknowledgedAt"`;

/** Columns of a list of episodes or ends, as JSON. */
const KEY = 'kind text, "offerId" text';

const INSERT_EPISODES = `
INSERT INTO episodes AS e
  (kind, offer_id, offer_name, country, payout, currency, started_at, ended_at, facts, end_facts, is_sent)
SELECT kind, "offerId", "offerName", country, payout, currency, "startedAt", "endedAt", facts, "endFacts", "isSent"
FROM jsonb_to_recordset($1) AS added (${KEY}, "offerName" text, country text, payout numeric, currency text,
  "startedAt" timestamptz, "endedAt" timestamptz, facts jsonb, "endFacts" jsonb, "isSent" boolean)
ON CONFLICT DO NOTHING
RETURNING ${EPISODE_ROW}`;

/** Records episodes. One that is open already is left as it is, and not returned. */
export async function insertEpisodes(
  client: PoolClient,
  episodes: readonly NewEpisode[],
): Promise<EpisodeRecord[]> {
  if (episodes.length === 0) return [];
  const { rows } = await client.query<EpisodeRecord>(INSERT_EPISODES, [JSON.stringify(episodes)]);
  await addToTotals(client, rows, 'started');
  await addToTotals(
    client,
    rows.filter(({ endedAt }) => endedAt !== null),
    'ended',
  );
  return rows;
}

const END_EPISODES = `
UPDATE episodes AS e SET ended_at = greatest(e.started_at, "endedAt"), end_facts = "endFacts"
FROM jsonb_to_recordset($1) AS ended (${KEY}, "endedAt" timestamptz, "endFacts" jsonb)
WHERE e.kind = ended.kind AND coalesce(e.offer_id, '') = coalesce(ended."offerId", '') AND e.ended_at IS NULL
RETURNING ${EPISODE_ROW}`;

/** Ends the open episodes. An end without an open episode changes nothing, and is not returned. */
export async function endEpisodes(client: PoolClient, ends: readonly EpisodeEnd[]): Promise<EpisodeRecord[]> {
  if (ends.length === 0) return [];
  const { rows } = await client.query<EpisodeRecord>(END_EPISODES, [JSON.stringify(ends)]);
  await addToTotals(client, rows, 'ended');
  return rows;
}

/** A status that has lasted this long is no longer news. */
const STATUS_LASTS = `interval '30 days'`;

/** Ends the episodes of offers that have had another status than Active for long. Such an end has no message. */
export async function closeOldStatuses(client: PoolClient, now: Instant): Promise<void> {
  const { rows } = await client.query<EpisodeRecord>(
    `UPDATE episodes AS e SET ended_at = $1, end_facts = '{"status": null}'
     WHERE kind = 'status_changed' AND ended_at IS NULL AND started_at < $1::timestamptz - ${STATUS_LASTS} RETURNING ${EPISODE_ROW}`,
    [now],
  );
  await addToTotals(client, rows, 'ended');
}

/** Changes what is known of an open episode. `isSent`: it is sent from now on. */
export async function updateFacts(
  client: PoolClient,
  { kind, offerId, facts, isSent }: Pick<NewEpisode, 'kind' | 'offerId' | 'facts' | 'isSent'>,
): Promise<EpisodeRecord | undefined> {
  const { rows } = await client.query<EpisodeRecord>(
    `UPDATE episodes AS e SET facts = $3, is_sent = is_sent OR $4
     WHERE kind = $1 AND coalesce(offer_id, '') = coalesce($2, '') AND ended_at IS NULL RETURNING ${EPISODE_ROW}`,
    [kind, offerId, JSON.stringify(facts), isSent],
  );
  return rows[0];
}

async function addToTotals(
  client: PoolClient,
  episodes: readonly EpisodeRecord[],
  column: 'started' | 'ended',
): Promise<void> {
  if (episodes.length === 0) return;
  await client.query(
    `INSERT INTO episode_totals AS t (kind, started, ended)
     SELECT kind, CASE WHEN $2 = 'started' THEN count(*) ELSE 0 END, CASE WHEN $2 = 'ended' THEN count(*) ELSE 0 END
     FROM unnest($1::text[]) AS kind GROUP BY kind
     ON CONFLICT (kind) DO UPDATE SET started = t.started + excluded.started, ended = t.ended + excluded.ended`,
    [episodes.map(({ kind }) => kind), column],
  );
}

/** Episodes of one kind. */
export interface EpisodeCounts {
  kind: EpisodeKind;
  /** Now open. */
  open: number;
  /** Of all times, deleted ones included. */
  started: number;
  ended: number;
}

/** Counts the episodes by kind. Kinds without any are omitted. */
export async function readEpisodeCounts(pool: Pool): Promise<EpisodeCounts[]> {
  const { rows } = await pool.query<EpisodeCounts>(
    `SELECT kind, started::float8 AS started, ended::float8 AS ended, coalesce(open.episodes, 0)::int AS open
     FROM episode_totals LEFT JOIN (SELECT kind, count(*) AS episodes FROM episodes WHERE ended_at IS NULL GROUP BY kind) AS open
       USING (kind) ORDER BY kind`,
  );
  return rows;
}

/**
 * Silences of the network that started later have an episode: one that has none is new. After an outage, they can be older than
 * the last day.
 */
export const RECENT_SILENCES = `(SELECT max(observed_at) FROM network_ticks) - interval '1 day'`;

/** Deletes the episodes that ended longer ago, and the mutes that have ended. Idempotent. */
export async function pruneEpisodes(
  pool: Pool,
  { olderThanSeconds }: { olderThanSeconds: number },
): Promise<void> {
  await pool.query(
    `DELETE FROM episodes WHERE ended_at < clock_timestamp() - $1 * interval '1 second'
       AND NOT (kind = 'network_silent' AND started_at > ${RECENT_SILENCES})`,
    [olderThanSeconds],
  );
  await pool.query('DELETE FROM alert_mutes WHERE muted_until < clock_timestamp()');
}
