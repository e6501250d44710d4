import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type Facet, FACETS, MAX_FACET_VALUES } from '../../../store';
import type { Reads } from '../../reads';
import { component, NOT_MODIFIED, nullable, responses } from '../../schemas';
import { FILTERS, toFilters } from './query';

const ValueSchema = component(
  'OfferFacetValue',
  Type.Object({
    value: Type.String({ description: 'Cut after 100 characters.', examples: ['PT'] }),
    offers: nullable(
      Type.Integer({
        description:
          'Offers with the value that match the other filters. Null in a mirror of more than 50,000 offers.',
      }),
    ),
  }),
);

const values = Type.Array(ValueSchema);

const FacetsSchema = component(
  'OfferFacets',
  Type.Object(Object.fromEntries(FACETS.map((facet) => [facet, values])) as Record<Facet, typeof values>, {
    description: `The values that each filter can have, at most ${MAX_FACET_VALUES} of each.`,
  }),
);

/** The values of the filters of the list of offers. */
export const facetRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  app.get(
    '/offer-facets',
    {
      schema: {
        operationId: 'listOfferFacets',
        tags: ['offers'],
        summary: 'List the values of the filters of offers',
        description:
          'With the filters of `/api/offers`: each value has the number of offers that match it and all filters but its own, the ' +
          'most frequent value first. In a mirror of more than 50,000 offers the filters are ignored: the values that there are, ' +
          'in alphabetical order, are not counted.',
        querystring: Type.Object(FILTERS, { additionalProperties: false }),
        response: responses({ 200: FacetsSchema, ...NOT_MODIFIED }),
      },
    },
    async (request) => reads.readOfferFacets(toFilters(request.query)),
  );
  done();
};
