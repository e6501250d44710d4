import { Type } from '@sinclair/typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { component, literals, TimestampSchema, nullable } from '../../schemas';

const text = (description: string) => nullable(Type.String({ description }));
const CapKindSchema = nullable(literals(['none', 'open', 'count', 'percent'] as const));

const figure = (description: string) => nullable(Type.Number({ description }));

/** How often an offer converts. Null with `at`: only known for the present. */
const FIGURES = {
  conversionsPerHour: figure(
    'Conversions expected in the hour after `observedAt`, at the usual pace of that hour. Conversions between two ' +
      'observations are seen as one. Null if `observations` is below 10, or the offer is not Active. This and the next ' +
      'fields are null with `at`.',
  ),
  usualGapSeconds: figure('The mean time between two conversions. Null if `observations` is below 10.'),
  silentForSeconds: figure(
    'From the last conversion until the last observation. Null: the offer is not Active, or never converted.',
  ),
  onceIn: figure(
    'Seconds: a silence of that length comes by chance once in this time, so the larger, the more likely the offer has ' +
      'stopped. Null if that is not known.',
  ),
  score: figure(
    '"Fast and often": `conversionsPerHour` × a factor for few observations × the probability that the offer still ' +
      'converts. Null: the offer is not Active, or never converted.',
  ),
  observations: nullable(
    Type.Integer({
      description: 'Conversions seen: what these figures rest on. Below 10 the rhythm is not known.',
    }),
  ),
  spark: nullable(
    Type.Array(Type.Integer(), {
      description:
        'Conversions seen in each of the last 24 hours (UTC), the present hour last. A lower bound.',
    }),
  ),
};

/** An offer of the mirror. Null: the network reports no value, or only values that could not be parsed. */
export const OfferSchema = component(
  'Offer',
  Type.Object(
    {
      offerId: Type.String({ examples: ['3790'] }),
      offerName: text('Name.'),
      status: nullable(literals(OFFER_STATUSES)),
      statusConfirmed: nullable(
        Type.Boolean({
          description:
            'False: the network sent no readable status in the last two answers or more. `status` is the last readable one, ' +
            'and the offer is not on the ConversionList. Null only with `at`: not known any more.',
        }),
      ),
      country: text('Two-letter country code.'),
      countryName: text('Name of the country.'),
      carrier: text('Mobile carrier of the users.'),
      vertical: text('Category.'),
      flow: text('User flow, such as 1-click.'),
      model: text('Payout model, such as CPA.'),
      payout: nullable(Type.String({ description: 'Decimal amount in `currency`.', examples: ['0.350'] })),
      currency: text('Three-letter currency code.'),
      dailyCap: nullable(
        Type.Number({
          description: 'Conversions per day or percent, according to `dailyCapKind`. 0 is a cap of zero.',
        }),
      ),
      dailyCapKind: CapKindSchema,
      filledCap: nullable(
        Type.Number({ description: 'Used part of the daily cap, according to `filledCapKind`.' }),
      ),
      filledCapKind: CapKindSchema,
      capLeftPercent: figure(
        'How much of the daily cap is left, 0 to 100. Null: the network does not state it, or there is no cap.',
      ),
      typeTraffic: text('Allowed traffic.'),
      timeFrame: text('Time frame.'),
      trafficRestrictions: text('Traffic restrictions.'),
      landingPage: text('Landing page.'),
      thumbnails: text('Thumbnail images.'),
      offerUrl: text('Tracking link.'),
      lastConvRaw: text('Age of the last conversion, as reported by the network.'),
      lastConversionFrom: nullable(
        Type.String({
          description:
            'The last conversion happened after this time. The network reports ages with a precision: 2h is at least two ' +
            'and less than three hours.',
        }),
      ),
      lastConversionTo: nullable(
        Type.String({ description: 'The last conversion happened at this time or earlier.' }),
      ),
      lastConversionAt: nullable(
        Type.String({
          description:
            'Estimated time of the last conversion: `lastConversionTo`. It stays the same while ages agree. With `at`: the ' +
            'last one before that time, to the minute, as it is known today. Null: none, or not known any more.',
        }),
      ),
      lastConversionAgeSeconds: nullable(Type.Integer({ description: 'Seconds since `lastConversionAt`.' })),
      priority: nullable(
        literals(['HIGH', 'LOW'] as const, {
          description:
            'HIGH: last conversion within 24 hours. Null only with `at`: conversions of that time are not kept any more.',
        }),
      ),
      observedAt: nullable(
        Type.String({
          description:
            'When the network was last queried for the offer. Null only with `at`: it was queried since then, and the time ' +
            'before is not kept.',
        }),
      ),
      stale: nullable(
        Type.Record(Type.String(), nullable(TimestampSchema), {
          description:
            'The fields that the latest observation did not contain, each with the time at which its value was observed ' +
            '(null: never).',
        }),
      ),
      firstObservedAt: Type.String({ description: 'The time of the earliest observation of the offer.' }),
      createdAt: Type.String({ description: 'When the offer was first stored.' }),
      updatedAt: nullable(
        Type.String({
          description:
            'The time of the latest observation that changed a value, not counting the age of the last conversion. Null ' +
            'only with `at`: a value has changed since then.',
        }),
      ),
      leftActiveAt: nullable(
        Type.String({
          description: 'The time of the latest observation that changed the status from Active to another.',
        }),
      ),
      watched: Type.Boolean({ description: 'Whether the offer is on the watch list, at present.' }),
      inHigh: nullable(
        Type.Boolean({
          description:
            'True: HIGH requests the offer, because it is on the ConversionList, left it within the last 24 hours, or is on ' +
            'the watch list. False: only a FULL does. Null with `at`.',
        }),
      ),
      ...FIGURES,
    },
    { description: 'An offer of the mirror.' },
  ),
);
