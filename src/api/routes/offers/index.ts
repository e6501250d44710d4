import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { parseDuration } from '../../../format/duration';
import { OFFER_SORTS } from '../../../store';
import { FormatSchema, linkNextPage, listResponse } from '../../formats/table';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import {
  component,
  CursorSchema,
  listOf,
  literals,
  NOT_MODIFIED,
  nullable,
  OfferIdParamsSchema,
  responses,
} from '../../schemas';
import { callerTime, readTimestamp } from '../../timestamps';
import { AtSchema, listOffersAt, listPresentOffers, readOfferAt } from './at';
import { OfferSchema } from './schema';

/** One or more values of a text field. The store splits them: only it knows which values contain commas. */
const texts = (description: string, options = {}) =>
  listOf(Type.String({ minLength: 1, maxLength: 200 }), { description, ...options });

const ListQuerySchema = Type.Object(
  {
    ids: listOf(Type.String({ maxLength: 200, pattern: '^[^,]+$' }), {
      maxItems: 500,
      description: 'Offer ids. Ids that the mirror does not have are left out.',
    }),
    country: texts('Two-letter country codes.', { examples: [['PT', 'ES']] }),
    status: listOf(literals(OFFER_STATUSES), { description: 'Statuses of the offers.' }),
    vertical: texts('Categories, such as Games.'),
    carrier: texts('Mobile carriers, such as Vodafone.'),
    flow: texts('User flows, such as 1-Click.'),
    currency: texts('Three-letter currency codes.', { examples: [['EUR']] }),
    priority: Type.Optional(
      literals(['HIGH', 'LOW'] as const, { description: 'HIGH: last conversion within 24 hours.' }),
    ),
    search: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Substring of the name or the id, such as game.',
      }),
    ),
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
      }),
    ),
    mine: Type.Optional(
      Type.Boolean({ description: 'true: only offers on the watch list. Default: false, all offers.' }),
    ),
    leftActiveSince: Type.Optional(
      callerTime('The offer last left the status Active at this time or later.'),
    ),
    leftActiveBefore: Type.Optional(callerTime('The offer last left the status Active before this time.')),
    sortBy: Type.Optional(
      literals(OFFER_SORTS, {
        description:
          'Default: offerId. `payout` compares amounts of all currencies unless `currency` is set. An offer whose value ' +
          'changes between two pages moves, so it may be on two pages or on none; only offerId never changes. ' +
          '`score` ranks offers that convert fast and often: use it with desc.',
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
    cursor: CursorSchema,
    at: AtSchema,
    format: FormatSchema,
  },
  { additionalProperties: false },
);

const ListSchema = component(
  'OfferPage',
  Type.Object(
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
      at: nullable(Type.String({ description: '`at` of the request. Null: the present.' })),
      provisional: Type.Boolean({
        description:
          'True: an answer of the network that was requested before `at` can still arrive, so the same request may have ' +
          'another response later. It is not cached.',
      }),
    },
    { description: 'A page of the offers that match the filters.' },
  ),
);

/** The mirror and the ConversionList, read from the database: neither needs Temporal or the network. */
export const offerRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  const lists = [
    {
      name: 'offers',
      onList: false,
      operationId: 'listOffers',
      summary: 'List the offers of the mirror',
    },
    {
      name: 'conversion-list',
      onList: true,
      operationId: 'listConversionList',
      summary: 'List the offers of the ConversionList',
    },
  ];
  for (const { name, onList, operationId, summary } of lists) {
    app.get(
      `/${name}`,
      {
        config: { table: { name, rows: 'offers', row: OfferSchema } },
        schema: {
          operationId,
          tags: ['offers'],
          summary,
          description:
            'Filters are case-insensitive. Several values of a filter are separated by commas or repeated; a value that no ' +
            'offer has is answered with the values that there are. ' +
            'Keyset pagination: offers that are added or removed between two pages neither repeat nor hide other offers. ' +
            'The ETag ignores the age of the last conversion.',
          querystring: ListQuerySchema,
          response: { ...responses(NOT_MODIFIED, 410), 200: listResponse(ListSchema) },
        },
      },
      async (request, reply) => {
        const {
          sortBy,
          sortOrder,
          limit,
          cursor,
          convertedWithin,
          at,
          format: _,
          ...filters
        } = request.query;
        const convertedWithinSeconds =
          convertedWithin === undefined ? undefined : parseDuration(convertedWithin)! / 1_000;
        for (const name of ['leftActiveSince', 'leftActiveBefore'] as const) {
          const text = filters[name];
          if (text !== undefined) filters[name] = readTimestamp(text, `querystring/${name}`);
        }
        const query = {
          filters: { ...filters, convertedWithinSeconds },
          sortBy,
          sortOrder,
          limit,
          cursor,
          onList,
        };
        const [page, source] = await Promise.all([
          at === undefined ? listPresentOffers(reads, query) : listOffersAt(reads, reply, at, query),
          reads.readSource(),
        ]);
        linkNextPage(request, reply, page.nextCursor);
        return { source, ...page };
      },
    );
  }

  app.get(
    '/offers/:offerId',
    {
      schema: {
        operationId: 'getOffer',
        tags: ['offers'],
        summary: 'Get an offer',
        params: OfferIdParamsSchema,
        querystring: Type.Object({ at: AtSchema }, { additionalProperties: false }),
        response: responses({ 200: OfferSchema, ...NOT_MODIFIED }, 404, 410),
      },
    },
    async (request, reply) => {
      const { offerId } = request.params;
      const { at } = request.query;
      if (at !== undefined) {
        const past = await readOfferAt(reads, reply, at, offerId);
        if (past === undefined) throw notFound(`The mirror had no offer ${offerId} at ${at}.`);
        return past;
      }
      const offer = await reads.readOffer(offerId);
      if (offer === undefined) throw notFound(`There is no offer ${offerId}.`);
      return offer;
    },
  );
  done();
};
