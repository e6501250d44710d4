// An offer in the vocabulary of this project, independent of the formats of the network and the database.

/**
 * `Unknown` also means cancelled, deleted, expired or closed: the network uses it so, and an offer that it no longer
 * returns becomes `Unknown`.
 */
export const OFFER_STATUSES = ['Active', 'Paused', 'Blocked', 'Unknown'] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

/** Sort keys of the list of offers. */
export const OFFER_SORTS = [
  'offerId',
  'offerName',
  'payout',
  'lastConversionAt',
  'updatedAt',
  'score',
] as const;
export type OfferSort = (typeof OFFER_SORTS)[number];

/**
 * A limit on conversions, or how much of it is used up.
 *
 * `none`: the network states nothing, or only `None`. `open`: it states that there is no limit. `count`: a number of conversions,
 * where 0 is a limit of zero. `percent`: a percentage of the daily cap.
 */
export type Cap =
  | { kind: 'none' }
  | { kind: 'open' }
  | { kind: 'count'; amount: number }
  | { kind: 'percent'; amount: number };

/**
 * When an offer last converted: the text of the network and the age that it means, at least `ageSeconds` and less than
 * `ageSeconds + precisionSeconds`. All null: no conversion.
 */
export type LastConversion =
  | { raw: string; ageSeconds: number; precisionSeconds: number }
  | { raw: null; ageSeconds: null; precisionSeconds: null };

/** One row of the network's catalogue. Null: the network states that the offer has no such value. */
export interface Offer {
  offerName: string | null;
  status: OfferStatus;
  country: string | null;
  countryName: string | null;
  carrier: string | null;
  vertical: string | null;
  flow: string | null;
  model: string | null;
  /** A decimal number as text, in `currency`, with the decimals as sent and never a float: `0.350`. */
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
 * An observation: what one answer of the network states about one offer.
 *
 * A field that is missing was not stated, or could not be read: the mirror keeps its value. That differs from null.
 */
export interface ObservedOffer {
  offerId: string;
  offer: Partial<Offer>;
}

/** A row or a field of an answer that could not be read, kept for inspection. */
export interface RejectedValue {
  /** Null when the row has no id. */
  offerId: string | null;
  /** The network's own name of the field, such as `payout`; null when the whole row was rejected. */
  field: string | null;
  /** One sentence. */
  reason: string;
  /** What the network sent, as JSON text (so that NUL and lone surrogates survive), cut at 2,000 characters. */
  raw: string;
}

/** A moment of the database's clock, ISO 8601 UTC with microseconds: `2026-01-05T10:00:00.123456Z`. */
export type Instant = string;
