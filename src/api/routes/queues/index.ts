import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, TASK_QUEUES } from '../../../client';
import { problemOf } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { responses, literals, TimestampSchema, nullable, ProblemSchema } from '../../schemas';
import { SyncSchema } from '../syncs/schema';
import { readQueueBoard } from './board';
import { PAGE_POLICY, renderQueuesPage } from './page';

const waiting = {
  backlog: Type.Integer({ description: 'Tasks that wait for a worker, about.' }),
  backlogAgeSeconds: Type.Integer({ description: 'How long the oldest of them has waited.' }),
};
const TrafficSchema = Type.Object({
  ...waiting,
  addedPerSecond: Type.Number({ description: 'Of late, as the server estimates.' }),
  dispatchedPerSecond: Type.Number({ description: 'Of late, as the server estimates.' }),
});
const WorkerSchema = Type.Object({
  identity: Type.String({ examples: ['4711@worker-1'] }),
  takes: Type.Array(literals(['workflows', 'activities'])),
  lastSeenAt: TimestampSchema,
});
const QueueSchema = Type.Object({
  name: literals(Object.values(TASK_QUEUES)),
  ...waiting,
  activitiesPerSecond: nullable(
    Type.Number({ description: 'The limit for all workers together; null: none, or no worker has set it.' }),
  ),
  activities: TrafficSchema,
  workflows: TrafficSchema,
  workers: Type.Array(WorkerSchema, { description: 'Processes that asked for work within five minutes.' }),
  runs: Type.Object(
    {
      active: Type.Integer(),
      completed: Type.Integer(),
      incomplete: Type.Integer(),
      failed: Type.Integer(),
      cancelled: Type.Integer(),
      timedOut: Type.Integer(),
    },
    { description: 'Those that are going, and the ends of those that began within 24 hours.' },
  ),
  lastRuns: Type.Array(SyncSchema, { description: 'Ten at most, the newest first.' }),
});
const QueuesSchema = Type.Object({ queues: Type.Array(QueueSchema) });

/** Both task queues, as JSON for programs and as a page for people. */
export const queueRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; reads: Reads }> = (
  app,
  { syncs, reads },
  done,
) => {
  app.get(
    '',
    {
      helmet: { contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY } },
      schema: {
        tags: ['operating'],
        summary: 'Both task queues: backlog, rates, limit, workers, runs of late',
        description:
          'A browser (`Accept: text/html`) gets a page that refreshes itself, with links into the Temporal Web UI.',
        response: {
          ...responses({}),
          200: {
            description: 'How they stand.',
            content: { 'application/json': { schema: QueuesSchema }, 'text/html': { schema: Type.String() } },
          },
          503: {
            description: 'The database or Temporal is away; the message, or the page, says which.',
            content: {
              'application/json': { schema: ProblemSchema },
              'text/html': { schema: Type.String() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store').header('vary', 'accept');
      if (!prefersHtml(request.headers.accept)) return { queues: await readQueueBoard(reads, syncs) };
      void reply.type('text/html; charset=utf-8');
      try {
        return renderQueuesPage({ queues: await readQueueBoard(reads, syncs), nowMs: Date.now() });
      } catch (error) {
        const { statusCode, message } = problemOf(error as Error);
        if (statusCode !== 503) throw error;
        return reply.code(503).send(renderQueuesPage({ problem: message, nowMs: Date.now() }));
      }
    },
  );
  done();
};

function prefersHtml(accept = ''): boolean {
  const place = accept.indexOf('text/html');
  const json = accept.indexOf('application/json');
  return place >= 0 && (json < 0 || place < json);
}
