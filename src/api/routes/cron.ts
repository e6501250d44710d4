import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, TASK_QUEUES } from '../../client';
import { PAGES_PER_CHUNK } from '../../domain/network-limits';
import {
  responses,
  ConcurrencySchema,
  FullSyncStatusSchema,
  literals,
  MaxPagesSchema,
  nullable,
  STARTED_SYNC,
  component,
} from '../schemas';
import { toStartResponse } from './syncs/start-response';

const QueuedSchema = component(
  'QueuedSync',
  Type.Object(
    {
      queued: Type.Literal(true),
      queue: literals(Object.values(TASK_QUEUES)),
      chunks: Type.Optional(
        nullable(
          Type.Integer({
            description:
              'FULL only: planned chunks of ten pages. If no worker has counted the pages yet: the maximum for `maxPages`, or null.',
          }),
        ),
      ),
      ...STARTED_SYNC,
    },
    { description: 'The run that was started or joined.' },
  ),
);

/** Starts a sync for callers of the former Bull service: returns its fields and those of the run. */
export const cronRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient }> = (app, { syncs }, done) => {
  app.get(
    '',
    {
      config: { changesState: true },
      // A HEAD request must not start a sync.
      exposeHeadRoute: false,
      schema: {
        operationId: 'startSyncFromCron',
        tags: ['syncs'],
        summary: 'Start a HIGH sync (fetchByPriority=HIGH) or a FULL sync',
        description:
          'Kept for existing callers. New callers use `POST /api/syncs/high` or `/full`. ' +
          'All parameters other than `fetchByPriority` apply to a FULL only.',
        querystring: Type.Object(
          {
            fetchByPriority: Type.Optional(
              Type.Literal('HIGH', { description: 'Starts a HIGH sync. Default: a FULL sync.' }),
            ),
            maxPages: Type.Optional(MaxPagesSchema),
            concurrency: Type.Optional(ConcurrencySchema),
            status: Type.Optional(FullSyncStatusSchema),
          },
          { additionalProperties: false },
        ),
        response: responses({ 200: QueuedSchema }, 409),
      },
    },
    async (request, reply) => {
      const { fetchByPriority, ...params } = request.query;
      const kind = fetchByPriority === 'HIGH' ? 'high' : 'full';
      const started = await syncs.startSync(kind, kind === 'full' ? params : {});
      const response = { queued: true as const, queue: started.queue, ...toStartResponse(started, syncs) };
      void reply.header('cache-control', 'no-store');
      if (kind === 'high') return response;
      const planned = await syncs.readPlannedChunks(started.workflowId, started.runId);
      const maxChunks = params.maxPages === undefined ? null : Math.ceil(params.maxPages / PAGES_PER_CHUNK);
      return { ...response, chunks: planned ?? maxChunks };
    },
  );
  done();
};
