import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { Gauge, Registry } from 'prom-client';
import type { SyncClient } from '../../../client';
import { processMetrics } from '../../../telemetry/process-metrics';
import type { Reads } from '../../reads';
import { responses } from '../../schemas';
import { createMirrorMetrics } from './mirror-metrics';

export interface MetricsRoutesOptions {
  reads: Reads;
  syncs: SyncClient;
  httpMetrics: Registry;
}

/** Metrics of the mirror, of the API and of its process. The worker serves its own at `WORKER_METRICS_ADDRESS`. */
export const metricsRoutes: FastifyPluginCallbackTypebox<MetricsRoutesOptions> = (
  app,
  { reads, syncs, httpMetrics },
  done,
) => {
  const mirror = createMirrorMetrics(reads, syncs);
  // From now on, not from the first request on.
  const ofProcess = processMetrics();
  const databaseMetrics = new Registry();
  const databaseUp = new Gauge({
    name: 'mobipium_database_up',
    help: 'Whether the metrics of the mirror could be read from the database: 1, or else 0.',
    registers: [databaseMetrics],
  });
  const readMirror = async (): Promise<string> => {
    const text = await mirror.read().catch(() => undefined);
    databaseUp.set(text === undefined ? 0 : 1);
    return `${text ?? ''}${await databaseMetrics.metrics()}`;
  };
  app.get(
    '',
    {
      schema: {
        operationId: 'getMetrics',
        tags: ['operating'],
        summary: 'Metrics for Prometheus',
        description:
          'Runs, requests, changes to offers and rejected rows; fields of the rows, number of offers, list size, age of the data, workers of each queue. Also the requests to this API, and the figures of its process. While the database is unavailable, the metrics of the mirror are absent and `mobipium_database_up` is 0.',
        response: {
          ...responses({}),
          200: {
            description: 'Prometheus text format. The metrics of the mirror are at most 5 seconds old.',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_request, reply) => {
      const texts = await Promise.all([readMirror(), httpMetrics.metrics(), ofProcess.metrics()]);
      return reply.type(mirror.contentType).header('cache-control', 'no-store').send(texts.join(''));
    },
  );
  done();
};
