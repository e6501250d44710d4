import type { Pool } from 'pg';
import type { Cap, Instant, Offer, OfferField, OfferStatus } from '../../domain/offer';
import { isRequestedByHigh } from '../conversion-list';
import { addFigures, type OfferFigures } from '../rhythm/figures';
import { instant } from '../sql';

/** An offer in the mirror. Null: the network states no value, or it was never readable. */
export interface OfferRow extends Omit<Offer, 'status' | 'dailyCap' | 'filledCap' | 'lastConversion'> {
  offerId: string;
  status: OfferStatus | null;
  /** False: the last two observations or more had no readable status, so the offer is not on the ConversionList. */
  statusConfirmed: boolean;
  /** Conversions or percent, depending on `dailyCapKind`; null for the kinds without a number. */
  dailyCap: number | null;
  dailyCapKind: Cap['kind'] | null;
  filledCap: number | null;
  filledCapKind: Cap['kind'] | null;
  /** How much of the daily cap is left, 0 to 100. Null: the network does not state it, or there is no cap. */
  capLeftPercent: number | null;
  /** The age of the last conversion, as the network's text. */
  lastConvRaw: string | null;
  /** The last conversion happened after this time … */
  lastConversionFrom: Instant | null;
  /** … and at this time or earlier. */
  lastConversionTo: Instant | null;
  /** The estimated time of the last conversion: `lastConversionTo`. */
  lastConversionAt: Instant | null;
  /** The current age of the last conversion by the database's clock, in whole seconds. */
  lastConversionAgeSeconds: number | null;
  /** `HIGH`: converted within the last 24 hours. */
  priority: 'HIGH' | 'LOW';
  observedAt: Instant;
  /** The fields missing in the latest observation, each with the observation time of its value (null: never). */
  stale: Partial<Record<OfferField, Instant | null>> | null;
  /** The time of the earliest observation. */
  firstObservedAt: Instant;
  /** When the offer was first stored. */
  createdAt: Instant;
  /** The time of the latest observation that changed a value. An age that only grew is not a change. */
  updatedAt: Instant;
  /** The time of the latest observation that changed the status from Active to another. */
  leftActiveAt: Instant | null;
  /** The offer is on the watch list, at present. */
  watched: boolean;
  /** HIGH requests the offer: it is on the ConversionList, left it within the last 24 hours, or is on the watch list. */
  inHigh: boolean;
}

/** An offer whose last conversion is at most this old has the priority `HIGH`. */
export const HIGH_PRIORITY_WITHIN_SECONDS = 24 * 60 * 60;

/** SQL of how much of the daily cap is left, in percent. Null: not stated, or there is no cap. */
export const CAP_LEFT_PERCENT = `CASE WHEN daily_cap_kind = 'count' AND daily_cap = 0 THEN 0
  WHEN filled_cap_kind = 'percent' THEN greatest(0, 100 - filled_cap)
  WHEN filled_cap_kind = 'count' AND daily_cap_kind = 'count' THEN greatest(0, 100 - filled_cap * 100 / daily_cap) END`;

const IS_WATCHED = 'EXISTS (SELECT FROM watchlist AS w WHERE w.offer_id = offers.offer_id)';

const COLUMNS: Record<keyof OfferRow, string | ((row: RowTime) => string)> = {
  offerId: 'offer_id',
  offerName: 'offer_name',
  status: 'status',
  statusConfirmed: ({ isStatusConfirmed }) => isStatusConfirmed,
  country: 'country',
  countryName: 'country_name',
  carrier: 'carrier',
  vertical: 'vertical',
  flow: 'flow',
  model: 'model',
  payout: 'payout::text',
  currency: 'currency',
  dailyCap: 'daily_cap::float8',
  dailyCapKind: 'daily_cap_kind',
  filledCap: 'filled_cap::float8',
  filledCapKind: 'filled_cap_kind',
  capLeftPercent: `round(${CAP_LEFT_PERCENT}, 1)::float8`,
  typeTraffic: 'type_traffic',
  timeFrame: 'time_frame',
  trafficRestrictions: 'traffic_restrictions',
  landingPage: 'landing_page',
  thumbnails: 'thumbnails',
  offerUrl: 'offer_url',
  lastConvRaw: 'last_conv_raw',
  lastConversionFrom: instant('last_conversion_from'),
  lastConversionTo: instant('last_conversion_to'),
  lastConversionAt: instant('last_conversion_at'),
  lastConversionAgeSeconds: ({ now }) =>
    `CASE WHEN last_conversion_at IS NOT NULL THEN greatest(0, floor(extract(epoch FROM ${now} - last_conversion_at)))::float8 END`,
  priority: ({ now, otherPriority }) =>
    `CASE WHEN last_conversion_at >= ${now} - ${HIGH_PRIORITY_WITHIN_SECONDS} * interval '1 second' THEN 'HIGH' ELSE ${otherPriority} END`,
  observedAt: instant('observed_at'),
  stale: 'stale',
  firstObservedAt: instant('first_observed_at'),
  createdAt: instant('created_at'),
  updatedAt: instant('updated_at'),
  leftActiveAt: instant('left_active_at'),
  watched: IS_WATCHED,
  inHigh: ({ isInHigh }) => isInHigh,
};

/** SQL of what a row depends on besides the columns of `offers`. */
export interface RowTime {
  /** The time to which the rows belong. */
  now: string;
  /** Whether the status is confirmed. */
  isStatusConfirmed: string;
  /** The priority of an offer without a conversion within the last 24 hours. */
  otherPriority: string;
  /** Whether HIGH requests the offer. */
  isInHigh: string;
}

/** The select list that converts rows of `offers`, or of a relation with its columns, to {@link OfferRow}s of a time. */
export function selectOfferRow(time: RowTime): string {
  return Object.entries(COLUMNS)
    .map(([name, sql]) => `${typeof sql === 'string' ? sql : sql(time)} AS "${name}"`)
    .join(', ');
}

/** The select list that converts a row of `offers` to an {@link OfferRow}. */
export const OFFER_ROW = selectOfferRow({
  now: 'now()',
  isStatusConfirmed: 'status_unconfirmed_at IS NULL',
  otherPriority: `'LOW'`,
  isInHigh: isRequestedByHigh('offers.offer_id'),
});

/** SQL of an {@link OfferRow} as the text of a JSON object. */
export const OFFER_ROW_JSON = `(SELECT row_to_json(o) FROM (SELECT ${OFFER_ROW}) AS o)::text`;

/** Reads one offer; undefined: the mirror has no offer with this id. */
export async function readOffer(pool: Pool, offerId: string): Promise<(OfferRow & OfferFigures) | undefined> {
  // PostgreSQL refuses texts with NUL, so no offer has such an id.
  if (offerId.includes('\0')) return undefined;
  const { rows } = await pool.query<OfferRow>(`SELECT ${OFFER_ROW} FROM offers WHERE offer_id = $1`, [
    offerId,
  ]);
  const [offer] = await addFigures(pool, rows);
  return offer;
}
