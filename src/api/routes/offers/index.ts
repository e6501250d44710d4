import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { linkNextPage, listResponse } from '../../formats/table';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { NOT_MODIFIED, OfferIdParamsSchema, responses } from '../../schemas';
import { AtSchema, listOffersAt, listPresentOffers, readOfferAt, writePresentOffers } from './at';
import { conversionRoutes } from './conversions';
import { assertTableParameters, sendAllPages } from './export';
import { facetRoutes } from './facets';
import { ListQuerySchema, ListSchema, MAX_OFFERS_PER_PAGE, toFilters } from './query';
import { OfferSchema } from './schema';

/** The mirror and the ConversionList, read from the database: neither needs Temporal or the network. */
export const offerRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  void app.register(facetRoutes, { reads });
  void app.register(conversionRoutes, { reads });
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
        const { sortBy, sortOrder, limit, cursor, at, format: _, columns, all, ...filters } = request.query;
        assertTableParameters(request, { all, columns });
        const query = { filters: toFilters(filters), sortBy, sortOrder, onList };
        const readPage = (position: string | undefined, rows: number) => {
          const page = { ...query, cursor: position, limit: rows };
          return at === undefined ? listPresentOffers(reads, page) : listOffersAt(reads, reply, at, page);
        };
        if (all === true) {
          const first = await readPage(cursor, MAX_OFFERS_PER_PAGE);
          return sendAllPages(request, reply, first, (next) => readPage(next, MAX_OFFERS_PER_PAGE));
        }
        if (at === undefined) {
          const present = { ...query, cursor, limit };
          const [page, source] = await Promise.all([reads.listOffersJson(present), reads.readSource()]);
          linkNextPage(request, reply, page.nextCursor);
          return reply.type('application/json; charset=utf-8').send(writePresentOffers(source, page));
        }
        const [page, source] = await Promise.all([readPage(cursor, limit), reads.readSource()]);
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
