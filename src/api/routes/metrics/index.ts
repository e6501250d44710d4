import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { Reads } from '../../reads';
import { responses } from '../../schemas';
import { createGauges } from './gauges';

/** The mirror's figures for Prometheus. Those of the worker are where `WORKER_METRICS_ADDRESS` says. */
export const metricsRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  const figures = createGauges(reads);
  app.get(
    '',
    {
      schema: {
        tags: ['operating'],
        summary: 'Figures for Prometheus',
        description:
          'Runs, requests and rejected rows of the last 24 hours, offers, list size, age of the data.',
        response: {
          ...responses({}),
          200: {
            description: "In Prometheus's text format, at most 5 seconds old.",
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_request, reply) => {
      const text = await figures.read();
      return reply.type(figures.contentType).header('cache-control', 'no-store').send(text);
    },
  );
  done();
};
