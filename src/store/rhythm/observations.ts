import type { PoolClient } from 'pg';
import type { Instant } from '../../domain/offer';
import type { NetworkTick } from '../../domain/rhythm/network-silence';
import type { Rhythm } from '../../domain/rhythm/state';
import type { RunKey } from '../../domain/run';
import { asOf } from '../offers/merge';
import { OBSERVED_OFFERS } from '../runs/observed-offers';
import { instant } from '../sql';
import { SETTINGS } from './settings';
import { RHYTHM_STATE, type RhythmStateRow, toRhythm } from './states';

/**
 * Rhythms that one step folds at most, the longest waiting first. After an upgrade all offers are new: the rest waits for
 * the next steps, so that none takes long.
 */
const MAX_FOLDED = 5_000;

/**
 * A first conversion whose interval is wider than an age in days tells too little to start a rhythm with, such as `1d+`.
 * A request takes some time.
 */
const MAX_FIRST_WIDTH = `interval '25 hours'`;

/** An observation of an offer that its rhythm does not include yet, and the rhythm. Times are in seconds since 1970. */
export interface NewObservation {
  offerId: string;
  observedAt: Instant;
  at: number;
  isActive: boolean;
  /** The interval of the last conversion; null: the network reports none. */
  conversionFrom: number | null;
  conversionTo: number | null;
  /** Of `SETTINGS`. */
  settings: string;
  /** Null, as the next: the offer has no rhythm. */
  knownSettings: string | null;
  known: Rhythm | null;
}

/** The observations since the last step. */
export interface NewObservations {
  /** Those that change a rhythm by more than the time of its last observation. */
  withNews: NewObservation[];
  /** What all of them show of the network. */
  tick: NetworkTick;
  /** The latest of them. Null: there are none. */
  latestAt: Instant | null;
}

/** The run's requests tell which offers a HIGH observed. Any other run looks at the whole mirror. */
const OBSERVED = {
  high: OBSERVED_OFFERS,
  all: 'offers AS o',
};

/**
 * Without news, an observation proves silence only. The network's tick counts the offers whose rhythm is known and whose
 * silence is not too long: others may have stopped. While the network is silent, those at its beginning stay counted.
 */
const readNews = (observed: string) => `
WITH looked AS MATERIALIZED (
  SELECT *, coalesce(CASE
    WHEN known_at IS NULL THEN true
    WHEN NOT is_active THEN score IS NOT NULL
    ELSE score IS NULL OR conversion_from >= known_to OR as_of >= stop_deadline OR as_of >= rescore_at
      OR settings <> known_settings END, false) AS has_news
  FROM (
    SELECT o.offer_id, is_active, CASE WHEN is_active THEN ${asOf('o', 'lastConversion')} ELSE ${asOf('o', 'status')} END AS as_of,
      o.last_conversion_from AS conversion_from, o.last_conversion_to AS conversion_to, ${SETTINGS} AS settings,
      r.observed_at AS known_at, r.conversion_to AS known_to, r.stop_deadline, r.rescore_at, r.per_hour, r.score,
      r.settings AS known_settings
    FROM ${observed} LEFT JOIN offer_rhythms AS r ON r.offer_id = o.offer_id LEFT JOIN watchlist AS w ON w.offer_id = o.offer_id,
      LATERAL (SELECT coalesce(o.status = 'Active', false) AS is_active) AS state
    WHERE r.offer_id IS NOT NULL OR (is_active AND o.last_conversion_to - o.last_conversion_from <= ${MAX_FIRST_WIDTH})
  ) AS look
  WHERE as_of > coalesce(known_at, '-infinity')
), passed AS (
  UPDATE offer_rhythms AS r SET observed_at = as_of FROM looked WHERE r.offer_id = looked.offer_id AND NOT has_news
), tick AS (
  SELECT coalesce(sum(1 - exp(-per_hour / 3600 * extract(epoch FROM as_of - known_at)::float8)), 0) AS expected,
    count(*) FILTER (WHERE conversion_from >= known_to) AS seen
  FROM looked
  WHERE is_active AND score IS NOT NULL
    AND least(known_at, (SELECT started_at FROM network_silences WHERE ended_at IS NULL)) < stop_deadline
), news AS (
  SELECT looked.offer_id AS "offerId", ${instant('as_of')} AS "observedAt", extract(epoch FROM as_of)::float8 AS at,
    is_active AS "isActive", extract(epoch FROM conversion_from)::float8 AS "conversionFrom",
    extract(epoch FROM looked.conversion_to)::float8 AS "conversionTo", looked.settings,
    extract(epoch FROM known_at)::float8 AS "knownAt", known_settings AS "knownSettings",
    ${RHYTHM_STATE}
  FROM (SELECT * FROM looked WHERE has_news ORDER BY known_at NULLS LAST LIMIT ${MAX_FOLDED}) AS looked
    LEFT JOIN rhythm_states AS s ON s.offer_id = looked.offer_id
)
SELECT expected, seen::int AS seen, (SELECT ${instant('max(as_of)')} FROM looked) AS "latestAt", news.*
FROM tick LEFT JOIN news ON true`;

const READ_NEWS = { high: readNews(OBSERVED.high), all: readNews(OBSERVED.all) };

type NewsRow = NetworkTick &
  Pick<NewObservations, 'latestAt'> &
  ((Omit<NewObservation, 'known'> & RhythmStateRow & { knownAt: number | null }) | { offerId: null });

/**
 * Reads the observations that the rhythms do not include yet and what they show of the network, and records the time of
 * those without news: all in one statement, and so of one snapshot.
 */
export async function readObservations(
  client: PoolClient,
  { workflowId, runId }: RunKey,
  scope: keyof typeof READ_NEWS,
): Promise<NewObservations> {
  const { rows } = await client.query<NewsRow>(READ_NEWS[scope], scope === 'high' ? [workflowId, runId] : []);
  const { latestAt, expected, seen } = rows[0]!;
  const withNews = rows.flatMap((row) => {
    if (row.offerId === null) return [];
    const { knownAt } = row;
    return { ...row, known: knownAt === null ? null : toRhythm(row, knownAt) };
  });
  return { withNews, latestAt, tick: { expected, seen } };
}
