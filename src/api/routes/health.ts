import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../client';
import { readFreshness } from '../freshness';
import type { Reads } from '../reads';
import { component, responses, literals, OverdueSchema, TimestampSchema, nullable } from '../schemas';

const HealthSchema = component(
  'Health',
  Type.Object({ status: Type.Literal('ok') }, { description: 'The process is alive.' }),
);
const DependencySchema = Type.Object({ state: Type.Union([Type.Literal('up'), Type.Literal('away')]) });
const LastGoodSchema = nullable(Type.Object({ finishedAt: TimestampSchema, ageSeconds: Type.Integer() }));
const LastEndSchema = nullable(
  Type.Object({
    status: literals(['completed', 'incomplete', 'failed', 'timed_out']),
    finishedAt: TimestampSchema,
    reasons: Type.Array(Type.String(), { description: 'Why the run is incomplete.' }),
    error: nullable(
      Type.String({ description: 'Why the run failed.', examples: ['the network refused the token'] }),
    ),
  }),
);
const ReadySchema = component(
  'Readiness',
  Type.Object(
    {
      ready: Type.Boolean(),
      source: nullable(Type.String({ description: 'The mirrored network: its host name, or `sandbox`.' })),
      dependencies: Type.Object({ database: DependencySchema, temporal: DependencySchema }),
      freshness: nullable(
        Type.Object(
          { lastHigh: LastGoodSchema, lastFull: LastGoodSchema, overdue: OverdueSchema },
          {
            description:
              'The last completed HIGH, and the last completed FULL of the whole catalogue. Null: none, or its time is in the future.',
          },
        ),
      ),
      lastRuns: nullable(
        Type.Object(
          { high: LastEndSchema, full: LastEndSchema },
          { description: 'The last run of each kind that was not cancelled. Null: none.' },
        ),
      ),
      clockLagSeconds: nullable(
        Type.Integer({
          description:
            'How far the clock of the database is behind the latest time that the mirror has used. 0: it is not. Above 60, runs fail.',
        }),
      ),
      scheduleProblems: nullable(
        Type.Array(
          Type.Object({
            id: Type.String({ examples: ['full-sync'] }),
            problem: literals(['missing', 'changed']),
            differences: Type.Array(Type.String({ examples: ['interval'] })),
          }),
          {
            description:
              'The schedules that were deleted, or changed by hand. `mobipium-sync schedules apply` puts them back. ' +
              'A paused schedule is no problem. Null: the Temporal server does not answer.',
          },
        ),
      ),
      unconfirmedStatuses: nullable(
        Type.Integer({
          description:
            'Active offers without a readable status in the last two answers or more. They are not on the ConversionList.',
        }),
      ),
    },
    { description: 'The state of the dependencies, the age of the data, and the last runs.' },
  ),
);

/** Liveness and readiness. */
export const healthRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; reads: Reads }> = (
  app,
  { syncs, reads },
  done,
) => {
  app.get(
    '',
    {
      config: { isLiveness: true },
      schema: {
        operationId: 'getHealth',
        tags: ['health'],
        summary: 'Check that the process is alive',
        description: 'Needs no key. Does not check the database or Temporal.',
        security: [],
        response: {
          200: HealthSchema,
        },
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
        operationId: 'getReadiness',
        tags: ['health'],
        summary: 'Check the dependencies and the age of the data',
        description:
          'Ready: the database and the Temporal server answer. Otherwise 503 with the same body. A network that ' +
          'rejects the token or cannot be reached shows in `lastRuns`: the mirror can still be read.',
        response: { ...responses({}), 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (_request, reply) => {
      const [database, temporal, scheduleProblems] = await Promise.all([
        orUndefined(
          Promise.all([
            reads.readSource(),
            readFreshness(reads, syncs),
            reads.readLastFinished(),
            reads.countUnconfirmed(),
            reads.readClockLag(),
          ]),
        ),
        orUndefined(syncs.ping()),
        orUndefined(syncs.findScheduleProblems()),
      ]);
      const ready = database !== undefined && temporal !== undefined;
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({
          ready,
          source: database?.value[0] ?? null,
          dependencies: { database: stateOf(database), temporal: stateOf(temporal) },
          freshness: database?.value[1] ?? null,
          lastRuns: database?.value[2] ?? null,
          clockLagSeconds: database?.value[4] ?? null,
          scheduleProblems: scheduleProblems?.value ?? null,
          unconfirmedStatuses: database?.value[3] ?? null,
        });
    },
  );
  done();
};

function stateOf(result: object | undefined) {
  return { state: result === undefined ? ('away' as const) : ('up' as const) };
}

/** Undefined: the promise was rejected. */
function orUndefined<T>(promise: Promise<T>): Promise<{ value: T } | undefined> {
  return promise.then(
    (value) => ({ value }),
    () => undefined,
  );
}
