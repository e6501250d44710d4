import type { Cap, LastConversion, Offer, OfferField } from '../../domain/offer';
import { mergedFrom, mergedTo } from './last-conversion';

/** A column of `offers` that holds a field or a part of it. */
export interface FieldColumn {
  column: string;
  /** SQL type of the parameter: the column's own type unless `stored` converts it. */
  type: 'text' | 'numeric' | 'float8';
  /** The parameter for the field's value. */
  read: (offer: Partial<Offer>) => string | number | null;
  /** SQL that converts the parameter to the column's value. Default: the parameter itself. */
  stored?: (parameter: string) => string;
  /**
   * SQL of the value after an observation that wins, from the observation time of the row's value. Default: the
   * observation's value.
   */
  merged?: (asOf: string) => string;
}

/**
 * The columns of every field of an offer. All statements that write offers are built from this table.
 *
 * Fields are merged as a whole, so the columns of a field always come from the same observation.
 */
export const OFFER_FIELDS: Record<OfferField, FieldColumn[]> = {
  offerName: text('offerName', 'offer_name'),
  status: text('status', 'status'),
  country: text('country', 'country'),
  countryName: text('countryName', 'country_name'),
  carrier: text('carrier', 'carrier'),
  vertical: text('vertical', 'vertical'),
  flow: text('flow', 'flow'),
  model: text('model', 'model'),
  payout: [{ column: 'payout', type: 'numeric', read: ({ payout }) => payout ?? null }],
  currency: text('currency', 'currency'),
  dailyCap: cap('dailyCap', 'daily_cap'),
  filledCap: cap('filledCap', 'filled_cap'),
  typeTraffic: text('typeTraffic', 'type_traffic'),
  timeFrame: text('timeFrame', 'time_frame'),
  trafficRestrictions: text('trafficRestrictions', 'traffic_restrictions'),
  landingPage: text('landingPage', 'landing_page'),
  thumbnails: text('thumbnails', 'thumbnails'),
  offerUrl: text('offerUrl', 'offer_url'),
  lastConversion: [
    { column: 'last_conv_raw', type: 'text', read: ({ lastConversion }) => lastConversion?.raw ?? null },
    {
      ...momentBefore('observed_at', 'last_conversion_from', (age) => age.ageSeconds + age.precisionSeconds),
      merged: mergedFrom,
    },
    { ...momentBefore('answered_at', 'last_conversion_to', (age) => age.ageSeconds), merged: mergedTo },
    // The estimate: the interval's end, which stays the same while the network repeats a coarse age.
    { ...momentBefore('answered_at', 'last_conversion_at', (age) => age.ageSeconds), merged: mergedTo },
  ],
};

/** `stale` of an observation, as JSON: its missing fields with null for "never observed". Null: none is missing. */
export function describeStale(offer: Partial<Offer>): string | null {
  const missing = (Object.keys(OFFER_FIELDS) as OfferField[]).filter((field) => offer[field] === undefined);
  return missing.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(missing.map((field) => [field, null])));
}

type TextField = { [F in OfferField]: Offer[F] extends string | null ? F : never }[OfferField];
type CapField = { [F in OfferField]: Offer[F] extends Cap ? F : never }[OfferField];

function text(field: TextField, column: string): FieldColumn[] {
  return [{ column, type: 'text', read: (offer) => offer[field] ?? null }];
}

function cap(field: CapField, column: string): FieldColumn[] {
  const amount = (limit: Cap | undefined) =>
    limit?.kind === 'count' || limit?.kind === 'percent' ? limit.amount : null;
  return [
    { column, type: 'numeric', read: (offer) => amount(offer[field]) },
    { column: `${column}_kind`, type: 'text', read: (offer) => offer[field]?.kind ?? null },
  ];
}

/** A column with the moment that is a number of seconds before the request was sent, or before its answer arrived. */
function momentBefore(
  time: 'observed_at' | 'answered_at',
  column: string,
  seconds: (conversion: Extract<LastConversion, { raw: string }>) => number,
): FieldColumn {
  return {
    column,
    type: 'float8',
    read: ({ lastConversion }) =>
      lastConversion === undefined || lastConversion.raw === null ? null : seconds(lastConversion),
    stored: (parameter) => `${time} - ${parameter} * interval '1 second'`,
  };
}
