import type { PoolClient } from 'pg';
import type { CapLevel } from '../../domain/alerts/episode';
import { CAP_FREE_BELOW, type OfferLook, type RecentEpisodes } from '../../domain/alerts/judge-offer';
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
  /** Null: the offer has not been judged before. */
  knownStatus: OfferStatus | null;
  knownPayout: string | null;
  knownCurrency: string | null;
  isPayoutSame: boolean;
  isStatusOpen: boolean;
  openCapLevel: CapLevel | null;
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

/**
 * Offers whose status is not confirmed are not judged: they stay as they were.
 *
 * A first look is remembered by the same statement, and read only if its cap is nearly used up.
 */
const readLooks = (observed: string) => `
WITH look AS (
  SELECT o.offer_id, status, payout, currency, daily_cap, daily_cap_kind, filled_cap, filled_cap_kind, o.observed_at,
    ${asOf('o', 'status')} AS status_at, greatest(${asOf('o', 'payout')}, ${asOf('o', 'currency')}) AS payout_at,
    ${asOf('o', 'filledCap')} AS cap_at, coalesce(left_active_at, first_observed_at) AS left_active_at, ${USED_PERCENT} AS used
  FROM ${observed} WHERE status IS NOT NULL AND status_unconfirmed_at IS NULL
), remembered AS (
  INSERT INTO alert_baselines (offer_id, status, payout, currency)
  SELECT offer_id, status, payout, currency FROM look
  WHERE NOT EXISTS (SELECT FROM alert_baselines AS b WHERE b.offer_id = look.offer_id)
), changed AS (
  SELECT look.*, b.status AS known_status, b.payout AS known_payout, b.currency AS known_currency,
    (look.payout, look.currency) IS NOT DISTINCT FROM (b.payout, b.currency) AS is_payout_same,
    EXISTS (SELECT FROM episodes AS e WHERE e.kind = 'status_changed' AND coalesce(e.offer_id, '') = look.offer_id
      AND e.ended_at IS NULL) AS is_status_open,
    (cap.facts ->> 'level')::int AS open_cap_level
  FROM look LEFT JOIN alert_baselines AS b ON b.offer_id = look.offer_id
    LEFT JOIN episodes AS cap ON cap.kind = 'cap_reached' AND cap.ended_at IS NULL AND cap.offer_id = look.offer_id
  WHERE b.status <> look.status OR (b.offer_id IS NOT NULL AND (look.payout, look.currency) IS DISTINCT FROM (b.payout, b.currency))
    OR CASE WHEN cap.id IS NULL THEN used >= 80 AND look.status = 'Active'
      ELSE coalesce(used < ${CAP_FREE_BELOW}, true) OR look.status <> 'Active'
        OR used >= CASE cap.facts ->> 'level' WHEN '80' THEN 90 WHEN '90' THEN 100 END END
)
SELECT offer_id AS "offerId", status, payout::text, currency, daily_cap::float8 AS "dailyCap",
  daily_cap_kind AS "dailyCapKind", filled_cap::float8 AS "filledCap", filled_cap_kind AS "filledCapKind",
  ${instant('status_at')} AS "statusAt", ${instant('payout_at')} AS "payoutAt", ${instant('cap_at')} AS "capAt",
  ${instant('left_active_at')} AS "leftActiveAt", known_status AS "knownStatus", known_payout::text AS "knownPayout",
  known_currency AS "knownCurrency", is_payout_same AS "isPayoutSame", is_status_open AS "isStatusOpen",
  open_cap_level AS "openCapLevel", recent
FROM changed, LATERAL (
  SELECT jsonb_object_agg(kind, jsonb_build_array(started, ended_at)) AS recent FROM (
    SELECT kind, count(*) AS started, ${instant('max(ended_at)')} AS ended_at FROM episodes AS e
    WHERE e.offer_id = changed.offer_id AND e.started_at > changed.observed_at - interval '24 hours' GROUP BY kind
  ) AS of_kind
) AS recent_episodes ORDER BY offer_id`;

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

function toLook(row: LookRow): OfferLook {
  const { knownStatus, knownPayout, knownCurrency, dailyCap, dailyCapKind, filledCap, filledCapKind } = row;
  const { recent, ...rest } = row;
  return {
    ...rest,
    dailyCap: toCap(dailyCapKind, dailyCap),
    filledCap: toCap(filledCapKind, filledCap),
    baseline:
      knownStatus === null ? null : { status: knownStatus, payout: knownPayout, currency: knownCurrency },
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
  baselines: readonly {
    offerId: string;
    status: OfferStatus;
    payout: string | null;
    currency: string | null;
  }[],
): Promise<void> {
  if (baselines.length === 0) return;
  await client.query(
    `UPDATE alert_baselines AS b SET status = judged.status, payout = judged.payout, currency = judged.currency
     FROM jsonb_to_recordset($1) AS judged ("offerId" text, status text, payout numeric, currency text)
     WHERE b.offer_id = judged."offerId"`,
    [JSON.stringify(baselines)],
  );
}
