import type { Cap, Offer, OfferField } from '../../domain/offer';

/** A column of `offers` that a field fills. */
export interface FieldColumn {
  column: string;
  /** The type of what is sent, which is the column's unless `stored` makes it so. */
  type: 'text' | 'numeric' | 'float8';
  /** What is sent for a value of the field. */
  read: (offer: Partial<Offer>) => string | number | null;
  /** SQL that makes the column out of what is sent, where the two differ. */
  stored?: (sent: string) => string;
}

/**
 * Every field of an offer, with the columns that it fills: the one place that says so. The statements that write
 * offers are made from it.
 *
 * A field is said as a whole, so its columns always come from the same observation.
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
      column: 'last_conversion_at',
      type: 'float8',
      read: ({ lastConversion }) => lastConversion?.ageSeconds ?? null,
      stored: (ageSeconds) => `observed_at - ${ageSeconds} * interval '1 second'`,
    },
  ],
};

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
