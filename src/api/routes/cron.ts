import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, TASK_QUEUES } from '../../client';
import {
  ConcurrencySchema,
  FullSyncStatusSchema,
  LinksSchema,
  literals,
  MaxPagesSchema,
  nullable,
  ProblemSchema,
} from '../schemas';
import { toStartAnswer } from '../start-answer';

const QueuedSchema = Type.Object({
  queued: Type.Literal(true),
  queue: literals(Object.values(TASK_QUEUES)),
  chunks: Type.Optional(
    nullable(
      Type.Integer({
        description: 'FULL only: chunks of ten pages, as planned; null while no worker has counted them.',
      }),
    ),
  ),
  workflowId: Type.String(),
  runId: Type.String(),
  joined: Type.Boolean(),
  links: LinksSchema,
});

/** The way to start a sync that callers of the Bull plan know: the old fields, with the run's beside them. */
export const cronRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient }> = (app, { syncs }, done) => {
  app.get(
    '/',
    {
      schema: {
        tags: ['syncs'],
        summary: 'Start a HIGH sync (fetchByPriority=HIGH) or a FULL sync',
        querystring: Type.Object(
          {
            fetchByPriority: Type.Optional(Type.Literal('HIGH')),
            maxPages: Type.Optional(MaxPagesSchema),
            concurrency: Type.Optional(ConcurrencySchema),
            status: Type.Optional(FullSyncStatusSchema),
          },
          { additionalProperties: false },
        ),
        response: { 200: QueuedSchema, 400: ProblemSchema, 409: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request) => {
      const { fetchByPriority, ...params } = request.query;
      const kind = fetchByPriority === 'HIGH' ? 'high' : 'full';
      const started = await syncs.startSync(kind, kind === 'full' ? params : {});
      const answer = { queued: true as const, queue: started.queue, ...toStartAnswer(started, syncs) };
      if (kind === 'high') return answer;
      const planned = await syncs.readPlannedChunks(started.workflowId, started.runId);
      return { ...answer, chunks: planned };
    },
  );
  done();
};
