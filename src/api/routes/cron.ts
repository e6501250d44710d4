import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, TASK_QUEUES } from '../../client';
import { PAGES_PER_CHUNK } from '../../domain/network-limits';
import { HttpError } from '../plugins/problems';
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
import { SyncSchema } from './syncs/schema';
import { toStartResponse } from './syncs/start-response';
import { type WaitForEnd, WaitSchema, WAITING_HANDLER_TIMEOUT_MS } from './syncs/wait';

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
      sync: Type.Optional({ ...SyncSchema, description: 'With `wait`: the run, if it has ended in time.' }),
    },
    { description: 'The run that was started or joined.' },
  ),
);

interface CronRouteOptions {
  syncs: SyncClient;
  waitForEnd: WaitForEnd;
}

/** Starts a sync for callers of the former Bull service: returns its fields and those of the run. */
export const cronRoutes: FastifyPluginCallbackTypebox<CronRouteOptions> = (
  app,
  { syncs, waitForEnd },
  done,
) => {
  app.get(
    '',
    {
      config: { changesState: true },
      // A HEAD request must not start a sync.
      exposeHeadRoute: false,
      handlerTimeout: WAITING_HANDLER_TIMEOUT_MS,
      schema: {
        operationId: 'startSyncFromCron',
        tags: ['syncs'],
        summary: 'Start a HIGH sync (fetchByPriority=HIGH) or a FULL sync',
        description:
          'Kept for existing callers. New callers use `POST /api/syncs/high` or `/full`. ' +
          '`maxPages`, `concurrency` and `status` apply to a FULL only: with `fetchByPriority` they are refused.',
        querystring: Type.Object(
          {
            fetchByPriority: Type.Optional(
              Type.Literal('HIGH', { description: 'Starts a HIGH sync. Default: a FULL sync.' }),
            ),
            maxPages: Type.Optional(MaxPagesSchema),
            concurrency: Type.Optional(ConcurrencySchema),
            status: Type.Optional(FullSyncStatusSchema),
            wait: WaitSchema,
          },
          { additionalProperties: false },
        ),
        response: responses({ 200: QueuedSchema }, 409),
      },
    },
    async (request, reply) => {
      const { fetchByPriority, wait, ...params } = request.query;
      const kind = fetchByPriority === 'HIGH' ? 'high' : 'full';
      const [ofFull] = Object.keys(params);
      if (kind === 'high' && ofFull !== undefined)
        throw new HttpError(
          400,
          `querystring/${ofFull} applies to a FULL only: leave it out, or leave out fetchByPriority`,
        );
      const started = await syncs.startSync(kind, params);
      const response = { queued: true as const, queue: started.queue, ...toStartResponse(started, syncs) };
      void reply.header('cache-control', 'no-store');
      const sync = wait === undefined ? undefined : await waitForEnd(response, wait, reply);
      const ended = sync === undefined ? {} : { sync };
      if (kind === 'high') return { ...response, ...ended };
      const planned = await syncs.readPlannedChunks(started.workflowId, started.runId);
      const maxChunks = params.maxPages === undefined ? null : Math.ceil(params.maxPages / PAGES_PER_CHUNK);
      return { ...response, chunks: planned ?? maxChunks, ...ended };
    },
  );
  done();
};
