import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { WATCH_DEFAULTS } from '../../../domain/alerts/watch-settings';
import { toWatchedOffer } from '../../../format/watched-offer';
import { FormatSchema, linkNextPage, listResponse } from '../../formats/table';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import {
  CursorSchema,
  EmptySchema,
  NOT_MODIFIED,
  nullable,
  OfferIdParamsSchema,
  responses,
} from '../../schemas';
import type { Writes } from '../../writes';
import { ImportedSchema, ImportSchema, SettingsSchema, WatchedOfferSchema, WatchlistSchema } from './schema';
import { readSettings } from './settings';

/** A body with a thousand ids of 200 characters fits. */
const IMPORT_LIMIT_BYTES = 256 * 1024;

interface WatchlistRouteOptions {
  reads: Reads;
  writes: Writes;
}

/** The watch list: read, changed entry by entry, and filled with many ids at once. */
export const watchlistRoutes: FastifyPluginCallbackTypebox<WatchlistRouteOptions> = (
  app,
  { reads, writes },
  done,
) => {
  const readEntry = async (offerId: string) => {
    const entry = await reads.readWatched(offerId);
    if (entry === undefined) throw notWatched(offerId);
    return toWatchedOffer(entry);
  };

  app.get(
    '',
    {
      config: { table: { name: 'watchlist', rows: 'watchlist', row: WatchedOfferSchema } },
      schema: {
        operationId: 'listWatchlist',
        tags: ['watchlist'],
        summary: 'List the watch list',
        description: 'In the order of the ids. `GET /api/offers?mine=true` has all fields of these offers.',
        querystring: Type.Object(
          {
            limit: Type.Integer({
              minimum: 1,
              maximum: 500,
              default: 100,
              description: 'Maximum number of offers on the page.',
            }),
            cursor: CursorSchema,
            format: FormatSchema,
          },
          { additionalProperties: false },
        ),
        response: { ...responses(NOT_MODIFIED), 200: listResponse(WatchlistSchema) },
      },
    },
    async (request, reply) => {
      const { limit, cursor } = request.query;
      const page = await reads.listWatched({ limit, cursor });
      linkNextPage(request, reply, page.nextCursor);
      return { ...page, watchlist: page.watchlist.map(toWatchedOffer) };
    },
  );

  app.post(
    '',
    {
      bodyLimit: IMPORT_LIMIT_BYTES,
      schema: {
        operationId: 'addToWatchlist',
        tags: ['watchlist'],
        summary: 'Add many offers to the watch list',
        description:
          'Offers that are on it already get the settings that the body contains, and keep the others. Idempotent.',
        querystring: EmptySchema,
        body: ImportSchema,
        response: responses({ 200: ImportedSchema }, 413, 415),
      },
    },
    async (request) => {
      const { offerIds, ...settings } = request.body;
      return writes.watchOffers(offerIds, readSettings(settings));
    },
  );

  app.get(
    '/:offerId',
    {
      schema: {
        operationId: 'getWatched',
        tags: ['watchlist'],
        summary: 'Get an offer of the watch list',
        params: OfferIdParamsSchema,
        querystring: EmptySchema,
        response: responses({ 200: WatchedOfferSchema, ...NOT_MODIFIED }, 404),
      },
    },
    async (request) => readEntry(request.params.offerId),
  );

  app.put(
    '/:offerId',
    {
      schema: {
        operationId: 'watchOffer',
        tags: ['watchlist'],
        summary: 'Put an offer on the watch list, or replace its settings',
        description: 'Settings that the body does not contain get their defaults. Idempotent.',
        params: OfferIdParamsSchema,
        querystring: EmptySchema,
        body: nullable(SettingsSchema),
        response: responses(
          {
            200: { ...WatchedOfferSchema, description: 'The settings were replaced.' },
            201: { ...WatchedOfferSchema, description: 'The offer was added.' },
          },
          404,
          413,
          415,
        ),
      },
    },
    async (request, reply) => {
      const { offerId } = request.params;
      const settings = { ...WATCH_DEFAULTS, ...readSettings(request.body ?? {}) };
      const { added, unknown } = await writes.watchOffers([offerId], settings);
      if (unknown.length > 0) throw notFound(`There is no offer ${offerId}.`);
      return reply.code(added.length > 0 ? 201 : 200).send(await readEntry(offerId));
    },
  );

  app.delete(
    '/:offerId',
    {
      schema: {
        operationId: 'unwatchOffer',
        tags: ['watchlist'],
        summary: 'Remove an offer from the watch list',
        params: OfferIdParamsSchema,
        querystring: EmptySchema,
        response: responses({ 204: Type.Null({ description: 'The offer was removed.' }) }, 404),
      },
    },
    async (request, reply) => {
      const { offerId } = request.params;
      if (!(await writes.unwatchOffer(offerId))) throw notWatched(offerId);
      return reply.code(204).send(null);
    },
  );
  done();
};

function notWatched(offerId: string) {
  return notFound(`Offer ${offerId} is not on the watch list.`);
}
