import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import {
  component,
  NOT_MODIFIED,
  nullable,
  OfferIdParamsSchema,
  responses,
  TimestampSchema,
} from '../../schemas';

const ConversionsSchema = component(
  'OfferConversions',
  Type.Object(
    {
      from: Type.String({ description: 'The beginning of the first hour that was asked for (UTC).' }),
      keptSince: nullable(
        Type.String({ description: 'Conversions are kept since this time. Null: none has been deleted.' }),
      ),
      hours: Type.Array(
        Type.Object({
          hour: TimestampSchema,
          seen: Type.Integer({ description: 'Conversions seen. A lower bound.' }),
          minutes: Type.Array(Type.Integer(), {
            description:
              'The minutes of the hour in which they were seen, 0 to 59. Empty: only the hour is known.',
          }),
        }),
        { description: 'The hours with conversions, in ascending order.' },
      ),
    },
    { description: 'When an offer was seen to convert.' },
  ),
);

/** When an offer was seen to convert. */
export const conversionRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  app.get(
    '/offers/:offerId/conversions',
    {
      schema: {
        operationId: 'listOfferConversions',
        tags: ['offers'],
        summary: 'List when an offer was seen to convert',
        description: 'Several conversions between two observations are seen as one.',
        params: OfferIdParamsSchema,
        querystring: Type.Object(
          {
            hours: Type.Integer({
              minimum: 1,
              maximum: 31 * 24,
              default: 7 * 24,
              description: 'Number of hours (UTC), the present one included.',
              examples: [168],
            }),
          },
          { additionalProperties: false },
        ),
        response: responses({ 200: ConversionsSchema, ...NOT_MODIFIED }, 404),
      },
    },
    async (request) => {
      const { offerId } = request.params;
      const [offer, conversions] = await Promise.all([
        reads.readOffer(offerId),
        reads.readConversions(offerId, request.query.hours),
      ]);
      if (offer === undefined) throw notFound(`There is no offer ${offerId}.`);
      return conversions;
    },
  );
  done();
};
