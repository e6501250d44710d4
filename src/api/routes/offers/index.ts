import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { parseDuration } from '../../../format/duration';
import { OFFER_SORTS } from '../../../store';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { responses, literals, nullable, NOT_MODIFIED } from '../../schemas';
import { OfferSchema } from './schema';

const filter = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description, examples: [example] }));

const ListQuerySchema = Type.Object(
  {
    country: filter('Two-letter country code. Exact match.', 'PT'),
    status: Type.Optional(literals(OFFER_STATUSES)),
    vertical: filter('Exact match.', 'Games'),
    carrier: filter('Exact match.', 'Vodafone'),
    flow: filter('Exact match.', '1-click'),
    currency: filter('Three-letter currency code. Exact match.', 'USD'),
    priority: Type.Optional(
      literals(['HIGH', 'LOW'] as const, { description: 'HIGH: last conversion within 24 hours.' }),
    ),
    search: filter('Substring of the name or the id, case-insensitive.', 'game'),
    payoutMin: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e9,
        description:
          'Minimum payout. Compares amounts of all currencies unless `currency` is set. Excludes offers without a payout.',
        examples: [0.5],
      }),
    ),
    convertedWithin: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[mhd]$',
        description: 'Maximum age of the last conversion, such as 30m, 6h or 2d.',
        examples: ['6h'],
      }),
    ),
    sortBy: Type.Optional(
      literals(OFFER_SORTS, {
        description:
          'Default: offerId. `payout` compares amounts of all currencies unless `currency` is set. An offer whose value ' +
          'changes between two pages moves, so it may be on two pages or on none; only offerId never changes.',
      }),
    ),
    sortOrder: Type.Optional(
      literals(['asc', 'desc'] as const, {
        description: 'Default: asc. Offers without a value come last in both orders.',
      }),
    ),
    limit: Type.Integer({
      minimum: 1,
      maximum: 500,
      default: 100,
      description: 'Maximum number of offers on the page.',
      examples: [100],
    }),
    cursor: Type.Optional(
      Type.String({ maxLength: 2_000, description: '`nextCursor` of the previous page.' }),
    ),
  },
  { additionalProperties: false },
);

const ListSchema = Type.Object(
  {
    source: nullable(Type.String({ description: 'The mirrored network: its host name, or `sandbox`.' })),
    offers: Type.Array(OfferSchema),
    total: Type.Integer({ description: 'Number of offers that match the filters, on all pages.' }),
    totalIsEstimate: Type.Boolean({
      description:
        'Always false in a mirror of up to 50,000 offers. In a larger one, `total` may be an estimate.',
    }),
    mixesCurrencies: Type.Boolean({
      description:
        '`payoutMin` or the sort by payout compared amounts of more than one currency on this page. Set `currency` to ' +
        'avoid that.',
    }),
    nextCursor: nullable(Type.String({ description: 'Null on the last page.' })),
  },
  { description: 'A page of the offers that match the filters.' },
);

/** The mirror and the ConversionList, read from the database: neither needs Temporal or the network. */
export const offerRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  const lists = [
    { path: '/offers', onList: false, summary: 'List the offers of the mirror' },
    { path: '/conversion-list', onList: true, summary: 'List the offers of the ConversionList' },
  ];
  for (const { path, onList, summary } of lists) {
    app.get(
      path,
      {
        schema: {
          tags: ['offers'],
          summary,
          description:
            'Keyset pagination: offers that are added or removed between two pages neither repeat nor hide other offers. ' +
            'The ETag ignores the age of the last conversion.',
          querystring: ListQuerySchema,
          response: responses({ 200: ListSchema, ...NOT_MODIFIED }),
        },
      },
      async (request) => {
        const { sortBy, sortOrder, limit, cursor, convertedWithin, ...filters } = request.query;
        const convertedWithinSeconds =
          convertedWithin === undefined ? undefined : parseDuration(convertedWithin)! / 1_000;
        const query = {
          filters: { ...filters, convertedWithinSeconds },
          sortBy,
          sortOrder,
          limit,
          cursor,
          onList,
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
        summary: 'Get an offer',
        params: Type.Object({
          offerId: Type.String({
            minLength: 1,
            maxLength: 200,
            description: "The offer's id in the network.",
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
