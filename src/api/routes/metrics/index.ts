import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../../client';
import type { Reads } from '../../reads';
import { responses } from '../../schemas';
import { createGauges } from './gauges';

/** Metrics of the mirror. The worker serves its own at `WORKER_METRICS_ADDRESS`. */
export const metricsRoutes: FastifyPluginCallbackTypebox<{ reads: Reads; syncs: SyncClient }> = (
  app,
  { reads, syncs },
  done,
) => {
  const gauges = createGauges(reads, syncs);
  app.get(
    '',
    {
      schema: {
        operationId: 'getMetrics',
        tags: ['operating'],
        summary: 'Metrics for Prometheus',
        description:
          'Runs, requests and rejected rows of the last 24 hours, fields of the rows, number of offers, list size, age of the data, workers of each queue.',
        response: {
          ...responses({}),
          200: {
            description: 'Prometheus text format, at most 5 seconds old.',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_request, reply) => {
      const text = await gauges.read();
      return reply.type(gauges.contentType).header('cache-control', 'no-store').send(text);
    },
  );
  done();
};
