import type { Pool } from 'pg';
import type { Cap, Instant, OfferField, OfferStatus } from '../../domain/offer';
import { instant } from '../sql';

/** An offer as the mirror holds it. Null: the network says that there is none, or it was never readable. */
export interface OfferRow {
  offerId: string;
  offerName: string | null;
  status: OfferStatus | null;
  country: string | null;
  countryName: string | null;
  carrier: string | null;
  vertical: string | null;
  flow: string | null;
  model: string | null;
  /** A decimal number as text, in `currency`, with the decimals as sent. */
  payout: string | null;
  currency: string | null;
  /** Conversions or percent, as `dailyCapKind` says; null for the kinds without a number. */
  dailyCap: number | null;
  dailyCapKind: Cap['kind'] | null;
  filledCap: number | null;
  filledCapKind: Cap['kind'] | null;
  typeTraffic: string | null;
  timeFrame: string | null;
  trafficRestrictions: string | null;
  landingPage: string | null;
  thumbnails: string | null;
  offerUrl: string | null;
  /** The age of the last conversion in the network's words. */
  lastConvRaw: string | null;
  /** The estimated moment of the last conversion. */
  lastConversionAt: Instant | null;
  /** Its age now, by the database's clock, in whole seconds. */
  lastConversionAgeSeconds: number | null;
  /** `HIGH`: it converted within 24 hours. */
  priority: 'HIGH' | 'LOW';
  observedAt: Instant;
  /** The fields that the latest observation did not say, each with when its value was observed (null: never). */
  stale: Partial<Record<OfferField, Instant | null>> | null;
  createdAt: Instant;
  /** When a value last changed; an age that only grew is no change. */
  updatedAt: Instant;
  /** When it was last seen to be Active no more. */
  leftActiveAt: Instant | null;
}

/** An offer that converted within so many seconds is worth a look: its priority is `HIGH`. */
export const HIGH_PRIORITY_WITHIN_SECONDS = 24 * 60 * 60;

const COLUMNS: Record<keyof OfferRow, string> = {
  offerId: 'offer_id',
  offerName: 'offer_name',
  status: 'status',
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
  typeTraffic: 'type_traffic',
  timeFrame: 'time_frame',
  trafficRestrictions: 'traffic_restrictions',
  landingPage: 'landing_page',
  thumbnails: 'thumbnails',
  offerUrl: 'offer_url',
  lastConvRaw: 'last_conv_raw',
  lastConversionAt: instant('last_conversion_at'),
  lastConversionAgeSeconds: `CASE WHEN last_conversion_at IS NOT NULL THEN greatest(0, floor(extract(epoch FROM now() - last_conversion_at)))::float8 END`,
  priority: `CASE WHEN last_conversion_at >= now() - ${HIGH_PRIORITY_WITHIN_SECONDS} * interval '1 second' THEN 'HIGH' ELSE 'LOW' END`,
  observedAt: instant('observed_at'),
  stale: 'stale',
  createdAt: instant('created_at'),
  updatedAt: instant('updated_at'),
  leftActiveAt: instant('left_active_at'),
};

/** The select list that makes an {@link OfferRow} of a row of `offers`. */
export const OFFER_ROW = Object.entries(COLUMNS)
  .map(([name, sql]) => `${sql} AS "${name}"`)
  .join(', ');

/** Read one offer; undefined: the mirror has none with this id. */
export async function readOffer(pool: Pool, offerId: string): Promise<OfferRow | undefined> {
  // PostgreSQL knows no text with a NUL, so no offer has such an id.
  if (offerId.includes('\0')) return undefined;
  const { rows } = await pool.query<OfferRow>(`SELECT ${OFFER_ROW} FROM offers WHERE offer_id = $1`, [
    offerId,
  ]);
  return rows[0];
}
