import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { KINDS_WITHOUT_OFFER } from '../../../domain/alerts/episode';
import { MAX_MUTES } from '../../../domain/alerts/mutes';
import { toAlert } from '../../../format/alert';
import type { Feed } from '../../formats/atom';
import { feedResponse, linkNextPage } from '../../formats/table';
import { HttpError, notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { EmptySchema, NoBodySchema, NOT_MODIFIED, responses } from '../../schemas';
import type { Writes } from '../../writes';
import { readMute } from '../watchlist/settings';
import {
  type Alert,
  AlertSchema,
  AlertsQuerySchema,
  AlertsSchema,
  IdParamsSchema,
  MuteBodySchema,
  MuteSchema,
  MutesSchema,
} from './schema';

interface AlertRouteOptions {
  reads: Reads;
  writes: Writes;
}

/** The alerts, and what is muted. */
export const alertRoutes: FastifyPluginCallbackTypebox<AlertRouteOptions> = (
  app,
  { reads, writes },
  done,
) => {
  app.get(
    '',
    {
      config: { table: { name: 'alerts', rows: 'alerts', row: AlertSchema }, feed: FEED },
      schema: {
        operationId: 'listAlerts',
        tags: ['alerts'],
        summary: 'List the alerts',
        description:
          'In the order in which they were recorded, the latest first. All alerts are here, whether they are sent or not.',
        querystring: AlertsQuerySchema,
        response: { ...responses(NOT_MODIFIED), 200: feedResponse(AlertsSchema) },
      },
    },
    async (request, reply) => {
      const { format: _, ...query } = request.query;
      const [{ episodes, nextCursor }, source] = await Promise.all([
        reads.listEpisodes(query),
        reads.readSource(),
      ]);
      linkNextPage(request, reply, nextCursor);
      return { source, alerts: episodes.map(toAlert), nextCursor };
    },
  );

  app.get(
    '/:id',
    {
      schema: {
        operationId: 'getAlert',
        tags: ['alerts'],
        summary: 'Get an alert',
        params: IdParamsSchema,
        querystring: EmptySchema,
        response: responses({ 200: AlertSchema, ...NOT_MODIFIED }, 404),
      },
    },
    async (request) => toAlert((await reads.readEpisode(request.params.id)) ?? noAlert(request.params.id)),
  );

  app.post(
    '/:id/acknowledge',
    {
      schema: {
        operationId: 'acknowledgeAlert',
        tags: ['alerts'],
        summary: 'Mark an alert as known',
        description: 'It stays open, and its end is still sent. Idempotent: the first time stays.',
        params: IdParamsSchema,
        querystring: EmptySchema,
        body: NoBodySchema,
        response: responses({ 200: AlertSchema }, 404, 413, 415),
      },
    },
    async (request) =>
      toAlert((await writes.acknowledgeEpisode(request.params.id)) ?? noAlert(request.params.id)),
  );

  app.get(
    '/mutes',
    {
      schema: {
        operationId: 'listMutes',
        tags: ['alerts'],
        summary: 'List what is muted',
        description: 'A mute of an offer can also be a setting of the watch list: that is not listed here.',
        querystring: EmptySchema,
        response: { ...responses({ 200: MutesSchema, ...NOT_MODIFIED }) },
      },
    },
    async () => ({ mutes: await reads.listMutes() }),
  );

  app.put(
    '/mutes',
    {
      schema: {
        operationId: 'mute',
        tags: ['alerts'],
        summary: 'Mute a kind of alerts, an offer, or a kind for an offer',
        description:
          'What is muted is recorded and not sent. Idempotent: a mute of the same kind and offer gets the new end.',
        querystring: EmptySchema,
        body: MuteBodySchema,
        response: responses({ 200: MuteSchema }, 404, 409, 413, 415),
      },
    },
    async (request) => {
      const { kind = null, offerId = null, mutedUntil = null } = request.body;
      if (kind === null && offerId === null)
        throw new HttpError(400, 'body must have a kind, an offerId, or both');
      if (kind !== null && offerId !== null && KINDS_WITHOUT_OFFER.includes(kind))
        throw new HttpError(400, `body/offerId must be left out: ${kind} is of the network or the mirror`);
      const until = mutedUntil === null ? null : readMute(mutedUntil);
      const mute = await writes.saveMute({ kind, offerId, mutedUntil: until });
      if (mute === 'unknown') throw notFound(`There is no offer ${offerId}.`);
      if (mute === 'full') throw new HttpError(409, `There are ${MAX_MUTES} mutes. Remove one first.`);
      return mute;
    },
  );

  app.delete(
    '/mutes/:id',
    {
      schema: {
        operationId: 'unmute',
        tags: ['alerts'],
        summary: 'Remove a mute',
        params: IdParamsSchema,
        querystring: EmptySchema,
        response: responses({ 204: Type.Null({ description: 'The mute was removed.' }) }, 404),
      },
    },
    async (request, reply) => {
      if (!(await writes.deleteMute(request.params.id)))
        throw notFound(`There is no mute ${request.params.id}.`);
      return reply.code(204).send(null);
    },
  );
  done();
};

function noAlert(id: string): never {
  throw notFound(`There is no alert ${id}.`);
}

const FEED: Feed = {
  title: 'Alerts',
  rows: 'alerts',
  toEntry: ({ id, kind, title, text, endText, startedAt, endedAt }: Alert) => ({
    key: `alerts/${id}`,
    title: endText === null ? title : `${title} (ended)`,
    summary: [text, endText].filter((part) => part !== null).join(' '),
    updated: endedAt ?? startedAt,
    categories: [kind],
    link: `alerts/${id}`,
  }),
};
