import { Type } from '@sinclair/typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { literals, TimestampSchema, nullable } from '../../schemas';

const text = (description: string) => nullable(Type.String({ description }));
const CapKindSchema = nullable(literals(['none', 'open', 'count', 'percent'] as const));

/** One offer as the mirror holds it. Null: the network says that there is none, or it was never readable. */
export const OfferSchema = Type.Object(
  {
    offerId: Type.String({ examples: ['3790'] }),
    offerName: text('As the network says.'),
    status: nullable(literals(OFFER_STATUSES)),
    country: text('Two letters.'),
    countryName: text('In words.'),
    carrier: text('The network that the user is in.'),
    vertical: text('What it is about.'),
    flow: text('What the user does.'),
    model: text('What is paid for.'),
    payout: nullable(Type.String({ description: 'A decimal number, in `currency`.', examples: ['0.350'] })),
    currency: text('Three letters.'),
    dailyCap: nullable(
      Type.Number({
        description: 'Conversions a day, or percent, as `dailyCapKind` says; 0 is a cap of zero.',
      }),
    ),
    dailyCapKind: CapKindSchema,
    filledCap: nullable(Type.Number({ description: 'How much of it is used up.' })),
    filledCapKind: CapKindSchema,
    typeTraffic: text('Which traffic is allowed.'),
    timeFrame: text('When it runs.'),
    trafficRestrictions: text('What is not allowed.'),
    landingPage: text('Where the user lands.'),
    thumbnails: text('Pictures.'),
    offerUrl: text('The link to send users to.'),
    lastConvRaw: text("The last conversion's age in the network's words."),
    lastConversionAt: nullable(TimestampSchema),
    lastConversionAgeSeconds: nullable(Type.Integer({ description: 'How long ago that is now.' })),
    priority: literals(['HIGH', 'LOW'] as const, { description: 'HIGH: it converted within 24 hours.' }),
    observedAt: Type.String({ description: 'When the network was last asked about it.' }),
    createdAt: Type.String({ description: 'When it was first stored.' }),
    updatedAt: Type.String({ description: 'When a value last changed; an age that only grew is no change.' }),
  },
  { description: 'An offer as the mirror holds it.' },
);
