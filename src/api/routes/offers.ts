import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { OFFER_STATUSES } from '../../domain/offer';
import { OFFER_SORTS, type Store } from '../../store/store';
import { literals, nullable, ProblemSchema } from '../schemas';

const SECONDS_PER_UNIT = { m: 60, h: 3_600, d: 86_400 } as const;

const text = (description: string) => nullable(Type.String({ description }));
const filter = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }));
const CapKindSchema = nullable(literals(['none', 'open', 'count', 'percent'] as const));

const OfferSchema = Type.Object({
  offerId: Type.String(),
  offerName: text('As the network says.'),
  status: nullable(literals(OFFER_STATUSES)),
  country: text('Two letters.'),
  countryName: text('In words.'),
  carrier: text('The network that the user is in.'),
  vertical: text('What it is about.'),
  flow: text('What the user does.'),
  model: text('What is paid for.'),
  payout: text('A decimal number, in `currency`.'),
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
  lastConversionAt: text('About when that was.'),
  lastConversionAgeSeconds: nullable(Type.Integer({ description: 'How long ago that is now.' })),
  priority: literals(['HIGH', 'LOW'] as const, { description: 'HIGH: it converted within 24 hours.' }),
  observedAt: Type.String({ description: 'When the network was last asked about it.' }),
  createdAt: Type.String(),
  updatedAt: Type.String({ description: 'When a value last changed.' }),
});

const ListQuerySchema = Type.Object(
  {
    country: filter('Two letters.'),
    status: Type.Optional(literals(OFFER_STATUSES)),
    vertical: filter('Exactly so.'),
    carrier: filter('Exactly so.'),
    flow: filter('Exactly so.'),
    priority: Type.Optional(literals(['HIGH', 'LOW'] as const)),
    search: filter('Part of the name, or the beginning of the id.'),
    payoutMin: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9 })),
    convertedWithin: Type.Optional(
      Type.String({ pattern: '^[1-9][0-9]{0,5}[mhd]$', description: 'Such as 30m, 6h or 2d.' }),
    ),
    sortBy: Type.Optional(literals(OFFER_SORTS)),
    sortOrder: Type.Optional(literals(['asc', 'desc'] as const)),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    cursor: Type.Optional(
      Type.String({ maxLength: 2_000, description: '`nextCursor` of the answer before.' }),
    ),
  },
  { additionalProperties: false },
);

const ListSchema = Type.Object({
  source: nullable(
    Type.String({ description: 'Which network these offers are of: its host, or `sandbox`.' }),
  ),
  offers: Type.Array(OfferSchema),
  total: Type.Integer({ description: 'Offers that meet the filters, on all pages.' }),
  nextCursor: nullable(Type.String()),
});

/** The mirror and the ConversionList, as they are in the database: neither needs Temporal or the network. */
export const offerRoutes: FastifyPluginCallbackTypebox<{ store: Store }> = (app, { store }, done) => {
  const lists = [
    { path: '/offers', onList: false, summary: 'The mirror' },
    { path: '/conversion-list', onList: true, summary: 'The offers that convert now' },
  ];
  for (const { path, onList, summary } of lists) {
    app.get(
      path,
      {
        schema: {
          tags: ['offers'],
          summary,
          querystring: ListQuerySchema,
          response: { 200: ListSchema, 400: ProblemSchema, 503: ProblemSchema },
        },
      },
      async (request) => {
        const { sortBy, sortOrder, limit, cursor, convertedWithin, ...filters } = request.query;
        const convertedWithinSeconds = convertedWithin === undefined ? undefined : toSeconds(convertedWithin);
        const query = {
          filters: { ...filters, convertedWithinSeconds },
          sortBy,
          sortOrder,
          limit,
          cursor,
          onList,
        };
        const [page, source] = await Promise.all([store.listOffers(query), store.readOrigin()]);
        return { source, ...page };
      },
    );
  }
  done();
};

function toSeconds(span: string): number {
  return Number(span.slice(0, -1)) * SECONDS_PER_UNIT[span.slice(-1) as keyof typeof SECONDS_PER_UNIT];
}
