import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { describeChange } from '../../../format/offer-change';
import type { ChangeRow } from '../../../store';
import type { Feed } from '../../formats/atom';
import { feedResponse, linkNextPage } from '../../formats/table';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { NOT_MODIFIED, OfferIdParamsSchema, responses } from '../../schemas';
import { readTimestamp } from '../../timestamps';
import {
  type Change,
  ChangeSchema,
  ChangesQuerySchema,
  ChangesSchema,
  OfferHistoryQuerySchema,
  OfferHistorySchema,
} from './schema';

/** The history of the mirror, read from the database: neither needs Temporal or the network. */
export const historyRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  app.get(
    '/changes',
    {
      config: {
        table: { name: 'changes', rows: 'changes', row: ChangeSchema },
        feed: feedOf('Changes of offers', (offerId) => `offers/${offerId}`),
      },
      schema: {
        operationId: 'listChanges',
        tags: ['offers'],
        summary: 'List the changes of offers',
        description:
          'To follow the changes, pass `position` of each response as `since` of the next request: that neither skips nor ' +
          'repeats a change. A change appears when all transactions that began before it have ended. 410 if changes after ' +
          '`since` have been deleted, or the database was restored in between.',
        querystring: ChangesQuerySchema,
        response: { ...responses(NOT_MODIFIED, 410), 200: feedResponse(ChangesSchema) },
      },
    },
    async (request, reply) => {
      const { format: _, since, ...query } = request.query;
      const begin =
        since !== undefined && /^\d{4}-/.test(since) ? readTimestamp(since, 'querystring/since') : since;
      const [page, source] = await Promise.all([
        reads.listChanges({ ...query, since: begin }),
        reads.readSource(),
      ]);
      linkNextPage(request, reply, page.nextCursor);
      return { source, ...page, changes: page.changes.map(toChange) };
    },
  );

  app.get(
    '/offers/:offerId/history',
    {
      config: {
        table: { name: 'history', rows: 'changes', row: ChangeSchema },
        feed: feedOf('Changes of an offer', (offerId) => `../${offerId}`),
      },
      schema: {
        operationId: 'listOfferHistory',
        tags: ['offers'],
        summary: 'List the changes of an offer',
        description:
          'Newest first, by the time of observation. 410 if changes after `since` have been deleted.',
        params: OfferIdParamsSchema,
        querystring: OfferHistoryQuerySchema,
        response: { ...responses(NOT_MODIFIED, 404, 410), 200: feedResponse(OfferHistorySchema) },
      },
    },
    async (request, reply) => {
      const { offerId } = request.params;
      const { format: _, since, ...query } = request.query;
      const begin = since === undefined ? undefined : readTimestamp(since, 'querystring/since');
      const [offer, page, source] = await Promise.all([
        reads.readOffer(offerId),
        reads.listOfferHistory({ ...query, offerId, since: begin }),
        reads.readSource(),
      ]);
      if (offer === undefined) throw notFound(`There is no offer ${offerId}.`);
      linkNextPage(request, reply, page.nextCursor);
      return { source, ...page, changes: page.changes.map(toChange) };
    },
  );
  done();
};

function toChange(row: ChangeRow): Change {
  return { ...row, summary: describeChange(row, row.offer.currency) };
}

/** `linkTo` returns the path of an offer, relative to the list. */
function feedOf(title: string, linkTo: (offerId: string) => string): Feed {
  return {
    title,
    rows: 'changes',
    toEntry: ({ offerId, observedAt, kinds, summary, offer }: Change) => ({
      key: `changes/${offerId}/${observedAt}`,
      title: `${offer.offerName ?? offerId} (${offerId}): ${summary}`,
      summary: [offer.country, offer.vertical, offer.payout, offer.currency].filter(isText).join(' '),
      updated: observedAt,
      categories: kinds,
      link: linkTo(encodeURIComponent(offerId)),
    }),
  };
}

function isText(text: string | null): text is string {
  return text !== null;
}
