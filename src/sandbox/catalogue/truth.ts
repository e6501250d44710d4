/** What the network's words mean, known before they are worded: tests hold a reader's result against it. */

export type TrueStatus = 'Active' | 'Paused' | 'Blocked' | 'Unknown';

/** A limit on conversions: nothing stated, stated as unlimited, a number, or percent of the day's cap. */
export type TrueCap =
  | { kind: 'none' }
  | { kind: 'open' }
  | { kind: 'count'; amount: number }
  | { kind: 'percent'; amount: number };

/** The parts of an offer that `setField` may change. */
export interface OfferFields {
  offerName: string;
  country: string;
  countryName: string;
  carrier: string | null;
  vertical: string;
  flow: string;
  model: string;
  /** Decimal digits with a point and no thousands sign, just as many decimals as are worded: `0.350`, `1234.50`. */
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
  /** The age of the last conversion as its words tell it, so `<5m` is 150; null: no conversion. */
  lastConvAgeSeconds: number | null;
}
