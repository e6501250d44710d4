import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, TASK_QUEUES } from '../../client';
import { PAGES_PER_CHUNK } from '../../domain/network-limits';
import {
  responses,
  ConcurrencySchema,
  FullSyncStatusSchema,
  LinksSchema,
  literals,
  MaxPagesSchema,
  nullable,
} from '../schemas';
import { toStartResponse } from './syncs/start-response';

const QueuedSchema = Type.Object(
  {
    queued: Type.Literal(true),
    queue: literals(Object.values(TASK_QUEUES)),
    chunks: Type.Optional(
      nullable(
        Type.Integer({
          description:
            'FULL only: chunks of ten pages, as planned. While no worker has counted them: as many as `maxPages` may take, or null.',
        }),
      ),
    ),
    workflowId: Type.String({ examples: ['full-sync-manual'] }),
    runId: Type.String(),
    joined: Type.Boolean({ description: 'True: a run with these parameters was going already.' }),
    links: LinksSchema,
  },
  { description: 'The run that was started or joined.' },
);

/** The way to start a sync that callers of the Bull plan know: the old fields, with the run's beside them. */
export const cronRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient }> = (app, { syncs }, done) => {
  app.get(
    '',
    {
      config: { changesState: true },
      // A HEAD asks how an answer would look, and starts nothing.
      exposeHeadRoute: false,
      schema: {
        tags: ['syncs'],
        summary: 'Start a HIGH sync (fetchByPriority=HIGH) or a FULL sync',
        description:
          'As it was called before; `POST /api/syncs/high` and `/full` do the same. ' +
          'The parameters other than `fetchByPriority` are those of a FULL.',
        querystring: Type.Object(
          {
            fetchByPriority: Type.Optional(
              Type.Literal('HIGH', { description: 'Start a HIGH; left out: a FULL.' }),
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
      const answer = { queued: true as const, queue: started.queue, ...toStartResponse(started, syncs) };
      void reply.header('cache-control', 'no-store');
      if (kind === 'high') return answer;
      const planned = await syncs.readPlannedChunks(started.workflowId, started.runId);
      const most = params.maxPages === undefined ? null : Math.ceil(params.maxPages / PAGES_PER_CHUNK);
      return { ...answer, chunks: planned ?? most };
    },
  );
  done();
};
