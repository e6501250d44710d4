import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../client';
import type { Reads } from '../reads';
import { responses, literals, TimestampSchema, nullable } from '../schemas';

const DependencySchema = Type.Object({ state: Type.Union([Type.Literal('up'), Type.Literal('away')]) });
const LastGoodSchema = nullable(Type.Object({ finishedAt: TimestampSchema, ageSeconds: Type.Integer() }));
const LastEndSchema = nullable(
  Type.Object({
    status: literals(['completed', 'incomplete', 'failed', 'timed_out']),
    finishedAt: TimestampSchema,
    reasons: Type.Array(Type.String(), { description: 'Why it is not complete.' }),
    error: nullable(
      Type.String({ description: 'Why it failed.', examples: ['the network refused the token'] }),
    ),
  }),
);
const ReadySchema = Type.Object(
  {
    ready: Type.Boolean(),
    source: nullable(
      Type.String({ description: 'Which network the mirror copies: its host, or `sandbox`.' }),
    ),
    dependencies: Type.Object({ database: DependencySchema, temporal: DependencySchema }),
    freshness: nullable(
      Type.Object(
        { lastHigh: LastGoodSchema, lastFull: LastGoodSchema },
        { description: 'The last completed HIGH, and FULL of the whole catalogue; null: there is none.' },
      ),
    ),
    lastRuns: nullable(
      Type.Object(
        { high: LastEndSchema, full: LastEndSchema },
        { description: 'How the last run of each kind ended by itself; null: none has.' },
      ),
    ),
  },
  { description: 'Whether each dependency answers, how old the data is, and how the last runs ended.' },
);

/** Liveness, and readiness with the state of each dependency and the age of the data. */
export const healthRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; reads: Reads }> = (
  app,
  { syncs, reads },
  done,
) => {
  app.get(
    '',
    {
      config: { isOpen: true },
      schema: {
        tags: ['health'],
        summary: 'The process is alive',
        description: 'Needs no key, and asks neither the database nor Temporal.',
        security: [],
        response: { 200: Type.Object({ status: Type.Literal('ok') }, { description: 'It is.' }) },
      },
    },
    (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      return { status: 'ok' as const };
    },
  );

  app.get(
    '/ready',
    {
      schema: {
        tags: ['health'],
        summary: 'Each dependency and the age of the data',
        description:
          'Ready: the database and the Temporal server answer. 503 with the same shape otherwise. A network that ' +
          'refuses the token, or is away, shows in `lastRuns`: the mirror can be read all the same.',
        response: { ...responses({}), 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (_request, reply) => {
      const [database, temporal] = await Promise.all([
        answerOf(Promise.all([reads.readSource(), reads.readFreshness(), reads.readLastFinished()])),
        answerOf(syncs.ping()),
      ]);
      const ready = database !== undefined && temporal !== undefined;
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({
          ready,
          source: database?.answer[0] ?? null,
          dependencies: { database: stateOf(database), temporal: stateOf(temporal) },
          freshness: database?.answer[1] ?? null,
          lastRuns: database?.answer[2] ?? null,
        });
    },
  );
  done();
};

function stateOf(answer: object | undefined) {
  return { state: answer === undefined ? ('away' as const) : ('up' as const) };
}

async function answerOf<T>(asked: Promise<T>): Promise<{ answer: T } | undefined> {
  try {
    return { answer: await asked };
  } catch {
    return undefined;
  }
}
