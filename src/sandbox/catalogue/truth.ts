// The true data of offers, before formatting. Tests compare a parser's result with it.

export type TrueStatus = 'Active' | 'Paused' | 'Blocked' | 'Unknown';

/** A limit on conversions: not specified, unlimited, a number, or a percentage of the daily cap. */
export type TrueCap =
  | { kind: 'none' }
  | { kind: 'open' }
  | { kind: 'count'; amount: number }
  | { kind: 'percent'; amount: number };

/** The fields that `setField` may change. */
export interface OfferFields {
  offerName: string;
  country: string;
  countryName: string;
  carrier: string | null;
  vertical: string;
  flow: string;
  model: string;
  /** Digits with a decimal point and no thousands separator, with the decimals that are sent: `0.350`, `1234.50`. */
  payout: string;
  currency: string;
  dailyCap: TrueCap;
  filledCap: TrueCap;
  typeTraffic: string | null;
  timeFrame: string | null;
  trafficRestrictions: string | null;
  landingPage: string;
  thumbnails: string | null;
  offerUrl: string;
}

/** One offer at one moment. */
export interface OfferTruth extends OfferFields {
  offerId: string;
  status: TrueStatus;
  /** The exact moment of the last conversion in ms since 1970; null: no conversion. */
  lastConvertedAtMs: number | null;
  /** The age of the last conversion with the precision of its wire format (`<5m` is 0); null: no conversion. */
  lastConvAgeSeconds: number | null;
}
