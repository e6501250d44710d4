import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { OFFER_SORTS } from '../../../store';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { responses, literals, nullable, NOT_MODIFIED } from '../../schemas';
import { OfferSchema } from './schema';

const SECONDS_PER_UNIT = { m: 60, h: 3_600, d: 86_400 } as const;

const filter = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description, examples: [example] }));

const ListQuerySchema = Type.Object(
  {
    country: filter('Two letters.', 'PT'),
    status: Type.Optional(literals(OFFER_STATUSES)),
    vertical: filter('Exactly so.', 'Games'),
    carrier: filter('Exactly so.', 'Vodafone'),
    flow: filter('Exactly so.', '1-click'),
    priority: Type.Optional(
      literals(['HIGH', 'LOW'] as const, { description: 'HIGH: it converted within 24 hours.' }),
    ),
    search: filter('Part of the name or of the id, in any case.', 'game'),
    payoutMin: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e9,
        description: 'Whatever the currency; offers without a payout are left out.',
        examples: [0.5],
      }),
    ),
    convertedWithin: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[mhd]$',
        description: 'Such as 30m, 6h or 2d.',
        examples: ['6h'],
      }),
    ),
    sortBy: Type.Optional(literals(OFFER_SORTS, { description: 'offerId unless said.' })),
    sortOrder: Type.Optional(
      literals(['asc', 'desc'] as const, {
        description: 'asc unless said. Offers without a value come last either way.',
      }),
    ),
    limit: Type.Integer({
      minimum: 1,
      maximum: 500,
      default: 100,
      description: 'Offers on a page.',
      examples: [100],
    }),
    cursor: Type.Optional(
      Type.String({ maxLength: 2_000, description: '`nextCursor` of the answer before.' }),
    ),
  },
  { additionalProperties: false },
);

/** A page itself is read within this, in milliseconds: nobody waits much longer for the number of all. */
const COUNT_WITHIN_MS = 50;

const ListSchema = Type.Object(
  {
    source: nullable(
      Type.String({ description: 'Which network these offers are of: its host, or `sandbox`.' }),
    ),
    offers: Type.Array(OfferSchema),
    total: Type.Integer({ description: 'Offers that meet the filters, on all pages.' }),
    totalIsEstimate: Type.Boolean({
      description:
        'Never in a mirror of up to 50,000 offers. In a larger one, `total` is estimated while it is being counted.',
    }),
    nextCursor: nullable(Type.String({ description: 'Null: these are the last.' })),
  },
  { description: 'Some of the offers that meet the filters.' },
);

/** The mirror and the ConversionList, as they are in the database: neither needs Temporal or the network. */
export const offerRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  const lists = [
    { path: '/offers', onList: false, summary: 'The mirror, filtered and sorted' },
    { path: '/conversion-list', onList: true, summary: 'The offers that convert now' },
  ];
  for (const { path, onList, summary } of lists) {
    app.get(
      path,
      {
        schema: {
          tags: ['offers'],
          summary,
          description:
            'A page goes on where the one before ended, so offers that come and go in between neither repeat nor hide others. ' +
            'Its ETag stays the same while only the ages of conversions grow.',
          querystring: ListQuerySchema,
          response: responses({ 200: ListSchema, ...NOT_MODIFIED }),
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
          countWithinMs: COUNT_WITHIN_MS,
        };
        const [page, source] = await Promise.all([reads.listOffers(query), reads.readSource()]);
        return { source, ...page };
      },
    );
  }

  app.get(
    '/offers/:offerId',
    {
      schema: {
        tags: ['offers'],
        summary: 'One offer',
        params: Type.Object({
          offerId: Type.String({
            minLength: 1,
            maxLength: 200,
            description: "The network's id.",
            examples: ['3790'],
          }),
        }),
        response: responses({ 200: OfferSchema, ...NOT_MODIFIED }, 404),
      },
    },
    async (request) => {
      const { offerId } = request.params;
      const offer = await reads.readOffer(offerId);
      if (offer === undefined) throw notFound(`There is no offer ${offerId}.`);
      return offer;
    },
  );
  done();
};

function toSeconds(span: string): number {
  return Number(span.slice(0, -1)) * SECONDS_PER_UNIT[span.slice(-1) as keyof typeof SECONDS_PER_UNIT];
}
