import { Type } from '@sinclair/typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { component, literals, TimestampSchema, nullable } from '../../schemas';

const text = (description: string) => nullable(Type.String({ description }));
const CapKindSchema = nullable(literals(['none', 'open', 'count', 'percent'] as const));

/** An offer of the mirror. Null: the network reports no value, or only values that could not be parsed. */
export const OfferSchema = component(
  'Offer',
  Type.Object(
    {
      offerId: Type.String({ examples: ['3790'] }),
      offerName: text('Name.'),
      status: nullable(literals(OFFER_STATUSES)),
      statusConfirmed: Type.Boolean({
        description:
          'False: the network sent no readable status in the last two answers or more. `status` is the last readable one, ' +
          'and the offer is not on the ConversionList.',
      }),
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
            'Estimated time of the last conversion: `lastConversionTo`. It stays the same while ages agree.',
        }),
      ),
      lastConversionAgeSeconds: nullable(Type.Integer({ description: 'Seconds since `lastConversionAt`.' })),
      priority: literals(['HIGH', 'LOW'] as const, { description: 'HIGH: last conversion within 24 hours.' }),
      observedAt: Type.String({ description: 'When the network was last queried for the offer.' }),
      stale: nullable(
        Type.Record(Type.String(), nullable(TimestampSchema), {
          description:
            'The fields that the latest observation did not contain, each with the time at which its value was observed ' +
            '(null: never).',
        }),
      ),
      firstObservedAt: Type.String({ description: 'The time of the earliest observation of the offer.' }),
      createdAt: Type.String({ description: 'When the offer was first stored.' }),
      updatedAt: Type.String({
        description:
          'The time of the latest observation that changed a value, not counting the age of the last conversion.',
      }),
      leftActiveAt: nullable(
        Type.String({
          description: 'The time of the latest observation that changed the status from Active to another.',
        }),
      ),
    },
    { description: 'An offer of the mirror.' },
  ),
);
