import type { PoolClient } from 'pg';
import type { EpisodeKind } from '../../domain/alerts/episode';
import {
  type Baseline,
  CAP_FREE_BELOW,
  type OfferLook,
  type RecentEpisodes,
} from '../../domain/alerts/judge-offer';
import type { Cap, Instant, OfferStatus } from '../../domain/offer';
import type { RunKey } from '../../domain/run';
import { asOf } from '../offers/merge';
import { OBSERVED_OFFERS } from '../runs/observed-offers';
import { instant } from '../sql';

/** An offer that differs from what was last judged of it. */
export interface ChangedOffer {
  offerId: string;
  look: OfferLook;
}

interface LookRow {
  offerId: string;
  status: OfferStatus;
  payout: string | null;
  currency: string | null;
  dailyCap: number | null;
  dailyCapKind: Cap['kind'] | null;
  filledCap: number | null;
  filledCapKind: Cap['kind'] | null;
  statusAt: Instant;
  payoutAt: Instant;
  capAt: Instant;
  leftActiveAt: Instant;
  isPayoutKnown: boolean;
  isCurrencyKnown: boolean;
  baseline: Baseline;
  isPayoutSame: boolean;
  isStatusOpen: boolean;
  isCapOpen: boolean;
  /** By kind: the episodes that started within 24 hours, and the latest end of them. */
  recent: Record<string, [number, Instant | null]> | null;
}

/** The run's requests tell which offers a HIGH observed. Any other run looks at the whole mirror. */
const OBSERVED = {
  high: OBSERVED_OFFERS,
  // Uses the parameters, whose types would be unknown otherwise.
  all: `offers AS o JOIN (SELECT $1::text, $2::text) AS run ON true`,
};

/** As `usedPercent` in `domain/alerts/judge-offer.ts`: only offers for which it may matter are read. */
const USED_PERCENT = `CASE WHEN filled_cap_kind = 'percent' THEN filled_cap
    WHEN filled_cap_kind = 'count' AND daily_cap_kind = 'count' AND daily_cap > 0 THEN filled_cap * 100 / daily_cap END`;

/** The highest level that `used` reaches. Null: the use is not known. */
const CAP_LEVEL = `CASE WHEN used >= 100 THEN 100 WHEN used >= 90 THEN 90 WHEN used >= 80 THEN 80 WHEN used IS NOT NULL THEN 0 END`;

/** Whether a field of the row `o` was ever readable. */
const isKnown = (field: string) => `(${asOf('o', field)} > '-infinity')`;

/** Whether the use of the cap is known now and was not, or the other way round, or has reached a higher level than the baseline `b`. */
const IS_CAP_OTHER = `((used IS NULL) <> (b.cap_level IS NULL)
  OR used >= CASE WHEN b.cap_level < 80 THEN 80 WHEN b.cap_level < 90 THEN 90 WHEN b.cap_level < 100 THEN 100 END)`;

/**
 * Offers whose status is not confirmed are not judged: they stay as they were. A first look is remembered by the same statement,
 * and not read. Nearly all offers are as they were: of these, only what is compared is computed.
 */
const readLooks = (observed: string) => `
WITH look AS MATERIALIZED (
  SELECT o.offer_id, o.status, o.payout, o.currency, daily_cap, daily_cap_kind, filled_cap, filled_cap_kind, o.observed_at,
    ${asOf('o', 'status')} AS status_at, greatest(${asOf('o', 'payout')}, ${asOf('o', 'currency')}) AS payout_at,
    ${asOf('o', 'filledCap')} AS cap_at, coalesce(left_active_at, first_observed_at) AS left_active_at,
    known.payout_known, known.currency_known, ${CAP_LEVEL} AS cap_level, is_payout_same, is_cap_open,
    b.offer_id IS NULL AS is_first,
    jsonb_build_object('status', b.status, 'payout', b.payout::text, 'currency', b.currency, 'isPayoutKnown', b.payout_known,
      'isCurrencyKnown', b.currency_known, 'capLevel', b.cap_level) AS baseline
  FROM ${observed} LEFT JOIN alert_baselines AS b ON b.offer_id = o.offer_id,
    LATERAL (SELECT ${isKnown('payout')} AS payout_known, ${isKnown('currency')} AS currency_known) AS known,
    LATERAL (SELECT (o.payout IS NOT DISTINCT FROM b.payout OR NOT b.payout_known)
      AND (o.currency IS NOT DISTINCT FROM b.currency OR NOT b.currency_known) AS is_payout_same) AS compared,
    LATERAL (SELECT ${USED_PERCENT} AS used, b.cap_level > 0 AND ${isOpen('cap_reached', 'o')} AS is_cap_open) AS cap
  WHERE o.status IS NOT NULL AND status_unconfirmed_at IS NULL AND (
    b.offer_id IS NULL OR b.status <> o.status OR NOT is_payout_same
    OR known.payout_known > b.payout_known OR known.currency_known > b.currency_known
    OR ${IS_CAP_OTHER} OR (b.cap_level > 0 AND used < ${CAP_FREE_BELOW}))
), remembered AS (
  INSERT INTO alert_baselines (offer_id, status, payout, currency, payout_known, currency_known, cap_level)
  SELECT offer_id, status, payout, currency, payout_known, currency_known, cap_level FROM look WHERE is_first
), changed AS (
  SELECT *, ${isOpen('status_changed', 'look')} AS is_status_open FROM look WHERE NOT is_first
)
SELECT offer_id AS "offerId", status, payout::text, currency, daily_cap::float8 AS "dailyCap",
  daily_cap_kind AS "dailyCapKind", filled_cap::float8 AS "filledCap", filled_cap_kind AS "filledCapKind",
  ${instant('status_at')} AS "statusAt", ${instant('payout_at')} AS "payoutAt", ${instant('cap_at')} AS "capAt",
  ${instant('left_active_at')} AS "leftActiveAt", payout_known AS "isPayoutKnown", currency_known AS "isCurrencyKnown", baseline,
  is_payout_same AS "isPayoutSame", is_status_open AS "isStatusOpen", coalesce(is_cap_open, false) AS "isCapOpen", recent
FROM changed, LATERAL (
  SELECT jsonb_object_agg(kind, jsonb_build_array(started, ended_at)) AS recent FROM (
    SELECT kind, count(*) AS started, ${instant('max(ended_at)')} AS ended_at FROM episodes AS e
    WHERE e.offer_id = changed.offer_id AND e.started_at > changed.observed_at - interval '24 hours' GROUP BY kind
  ) AS of_kind
) AS recent_episodes ORDER BY offer_id`;

/** Whether the offer of a row has an open episode of a kind. By the index of the open ones. */
function isOpen(kind: EpisodeKind, row: string): string {
  return `EXISTS (SELECT FROM episodes AS e WHERE e.kind = '${kind}' AND coalesce(e.offer_id, '') = ${row}.offer_id AND e.ended_at IS NULL)`;
}

const READ_LOOKS = { high: readLooks(OBSERVED.high), all: readLooks(OBSERVED.all) };

/**
 * Reads the offers that differ from what was last judged of them, and remembers those that have not been judged before.
 *
 * @param scope `high`: of the offers that the run observed; `all`: of the whole mirror.
 */
export async function readChangedOffers(
  client: PoolClient,
  { workflowId, runId }: RunKey,
  scope: keyof typeof READ_LOOKS,
): Promise<ChangedOffer[]> {
  const { rows } = await client.query<LookRow>(READ_LOOKS[scope], [workflowId, runId]);
  return rows.map((row) => ({ offerId: row.offerId, look: toLook(row) }));
}

function toLook({ recent, dailyCap, dailyCapKind, filledCap, filledCapKind, ...rest }: LookRow): OfferLook {
  return {
    ...rest,
    dailyCap: toCap(dailyCapKind, dailyCap),
    filledCap: toCap(filledCapKind, filledCap),
    recent: {
      status_changed: toRecent(recent?.status_changed),
      payout_changed: toRecent(recent?.payout_changed),
      cap_reached: toRecent(recent?.cap_reached),
    },
  };
}

function toCap(kind: Cap['kind'] | null, amount: number | null): Cap {
  return kind === 'count' || kind === 'percent' ? { kind, amount: amount! } : { kind: kind ?? 'none' };
}

function toRecent([started, endedAt]: [number, Instant | null] = [0, null]): RecentEpisodes {
  return { started, endedAt };
}

/** Remembers what was judged of offers. */
export async function saveBaselines(
  client: PoolClient,
  baselines: readonly (Baseline & { offerId: string })[],
): Promise<void> {
  if (baselines.length === 0) return;
  await client.query(
    `UPDATE alert_baselines AS b SET status = judged.status, payout = judged.payout, currency = judged.currency,
       payout_known = "isPayoutKnown", currency_known = "isCurrencyKnown", cap_level = "capLevel"
     FROM jsonb_to_recordset($1) AS judged ("offerId" text, status text, payout numeric, currency text,
       "isPayoutKnown" boolean, "isCurrencyKnown" boolean, "capLevel" smallint)
     WHERE b.offer_id = judged."offerId"`,
    [JSON.stringify(baselines)],
  );
}
