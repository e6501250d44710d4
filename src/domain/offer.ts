/** What an offer is, in our words. Nothing here knows how the network or the database spells it. */

/** `Unknown` also means cancelled: the network says so itself, and an offer that it no longer returns becomes so. */
export const OFFER_STATUSES = ['Active', 'Paused', 'Blocked', 'Unknown'] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

/**
 * A limit on conversions, or how much of it is used up.
 *
 * `none`: the network states nothing. `open`: it states that there is no limit. `count`: so many conversions,
 * and 0 is a limit of zero. `percent`: so many percent of the day's cap.
 */
export type Cap =
  | { kind: 'none' }
  | { kind: 'open' }
  | { kind: 'count'; amount: number }
  | { kind: 'percent'; amount: number };

/** When an offer last converted: the network's own words and the age they mean. Both null: no conversion. */
export type LastConversion = { raw: string; ageSeconds: number } | { raw: null; ageSeconds: null };

/** One row of the network's catalogue. Null: the network says that there is none. */
export interface Offer {
  offerName: string | null;
  status: OfferStatus;
  country: string | null;
  countryName: string | null;
  carrier: string | null;
  vertical: string | null;
  flow: string | null;
  model: string | null;
  /** A decimal number as text, never a float: `0.350`. */
  payout: string | null;
  currency: string | null;
  dailyCap: Cap;
  filledCap: Cap;
  typeTraffic: string | null;
  timeFrame: string | null;
  trafficRestrictions: string | null;
  landingPage: string | null;
  thumbnails: string | null;
  offerUrl: string | null;
  lastConversion: LastConversion;
}

export type OfferField = keyof Offer;

/**
 * What one answer of the network said of one offer.
 *
 * A field that is left out was not said, or could not be read: the mirror keeps the value that it has. That is
 * not the same as null.
 */
export interface ReadOffer {
  offerId: string;
  offer: Partial<Offer>;
}

/** A row or a field of an answer that could not be read, kept so that a person can see it. */
export interface RejectedValue {
  /** Null where the row has no id. */
  offerId: string | null;
  /** The network's own name of the field, such as `payout`; null where the whole row was refused. */
  field: string | null;
  /** One sentence. */
  reason: string;
  /** What the network sent, as JSON text (so that NUL and lone surrogates survive), cut at 2,000 characters. */
  raw: string;
}

/** A moment of the database's clock, ISO 8601 UTC with microseconds: `2026-01-05T10:00:00.123456Z`. */
export type Instant = string;
