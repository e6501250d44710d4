import type { Cap, Instant, OfferField } from './offer';

/**
 * What an observation changed of an offer.
 *
 * `new`: the mirror did not have the offer before. `paused`, `blocked`, `gone` and `resumed`: the status changed to
 * Paused, Blocked, Unknown or Active from another one. `payout`: the amount or the currency. `cap`: the daily cap.
 * `cap_usage`: the used part of it. `name`: the name. `link`: the landing page, the picture or the tracking link. `other`:
 * another field, or a status that was not known before.
 */
export const CHANGE_KINDS = [
  'new',
  'paused',
  'blocked',
  'gone',
  'resumed',
  'payout',
  'cap',
  'cap_usage',
  'name',
  'link',
  'other',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The fields in the history: all but the age of the last conversion, which changes all the time. */
export type LastingField = Exclude<OfferField, 'lastConversion'>;

/** The kind of change of each field, apart from the status. */
export const FIELD_KINDS: Record<Exclude<LastingField, 'status'>, ChangeKind> = {
  offerName: 'name',
  country: 'other',
  countryName: 'other',
  carrier: 'other',
  vertical: 'other',
  flow: 'other',
  model: 'other',
  payout: 'payout',
  currency: 'payout',
  dailyCap: 'cap',
  filledCap: 'cap_usage',
  typeTraffic: 'other',
  timeFrame: 'other',
  trafficRestrictions: 'other',
  landingPage: 'link',
  thumbnails: 'link',
  offerUrl: 'link',
};

/** A value in the history. Null: the network left the field empty, or the mirror did not know it. */
export type HistoryValue = string | Cap | null;

/** The old and the new value of each field that changed. Empty for a new offer. */
export type FieldChanges = Partial<Record<LastingField, [old: HistoryValue, current: HistoryValue]>>;

/** One observation that found a new offer, or changed lasting fields of one. The offer and the time identify it. */
export interface OfferChange {
  offerId: string;
  /** When the request was sent that showed the change. */
  observedAt: Instant;
  /** At least one, in the order of {@link CHANGE_KINDS}. */
  kinds: ChangeKind[];
  changes: FieldChanges;
}
