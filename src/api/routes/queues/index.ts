import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, TASK_QUEUES } from '../../../client';
import { PAGE_HELMET, sendPage, wantsPage } from '../../pages/layout';
import { renderQueues } from '../../pages/queues';
import type { Reads } from '../../reads';
import { component, responses, literals, TimestampSchema, nullable, ProblemSchema } from '../../schemas';
import { SyncSchema } from '../syncs/schema';
import { readQueueBoard } from './board';

const backlog = {
  backlog: Type.Integer({ description: 'Approximate number of tasks that wait for a worker.' }),
  backlogAgeSeconds: Type.Integer({ description: 'Age of the oldest of them.' }),
};
const TrafficSchema = component(
  'QueueTraffic',
  Type.Object({
    ...backlog,
    addedPerSecond: Type.Number({ description: 'Estimate of the Temporal server over the last seconds.' }),
    dispatchedPerSecond: Type.Number({
      description: 'Estimate of the Temporal server over the last seconds.',
    }),
  }),
);
const WorkerSchema = component(
  'QueueWorker',
  Type.Object({
    identity: Type.String({ examples: ['4711@worker-1'] }),
    takes: Type.Array(literals(['workflows', 'activities'])),
    lastSeenAt: TimestampSchema,
  }),
);
const QueueSchema = component(
  'Queue',
  Type.Object({
    name: literals(Object.values(TASK_QUEUES)),
    ...backlog,
    activitiesPerSecond: nullable(
      Type.Number({
        description: 'Rate limit for all workers together. Null: no limit, or no worker has set one.',
      }),
    ),
    activities: TrafficSchema,
    workflows: TrafficSchema,
    workers: Type.Array(WorkerSchema, {
      description: 'Processes that polled the queue within the last five minutes.',
    }),
    runs: Type.Object(
      {
        active: Type.Integer(),
        completed: Type.Integer(),
        incomplete: Type.Integer(),
        failed: Type.Integer(),
        cancelled: Type.Integer(),
        timedOut: Type.Integer(),
      },
      { description: 'Active runs, and the runs started within the last 24 hours by their final status.' },
    ),
    lastRuns: Type.Array(SyncSchema, { description: 'At most ten, newest first.' }),
  }),
);
const QueuesSchema = component('QueueList', Type.Object({ queues: Type.Array(QueueSchema) }));

/** The state of both task queues, as JSON or as an HTML page. */
export const queueRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; reads: Reads }> = (
  app,
  { syncs, reads },
  done,
) => {
  app.get(
    '',
    {
      helmet: PAGE_HELMET,
      schema: {
        operationId: 'getQueues',
        tags: ['operating'],
        summary: 'Get the state of the task queues',
        description:
          'Backlog, rates, limit, workers and last runs. `Accept: text/html` returns a page that refreshes itself, with links to the Temporal Web UI.',
        response: {
          ...responses({}),
          200: {
            description: 'The state of both queues.',
            content: { 'application/json': { schema: QueuesSchema }, 'text/html': { schema: Type.String() } },
          },
          503: {
            description: 'The database or Temporal cannot be reached. The message or the page says which.',
            content: {
              'application/json': { schema: ProblemSchema },
              'text/html': { schema: Type.String() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      if (wantsPage(request)) {
        return sendPage(request, reply, reads, {
          title: 'Queues',
          refreshes: true,
          renderMain: async (context) => renderQueues(await readQueueBoard(reads, syncs), context),
        });
      }
      void reply.header('cache-control', 'no-store').header('vary', 'accept');
      return { queues: await readQueueBoard(reads, syncs) };
    },
  );
  done();
};
