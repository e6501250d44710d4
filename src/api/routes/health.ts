import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../client';
import type { Store } from '../../store/store';
import { nullable } from '../schemas';

/** A dependency that has not answered by then counts as away, in milliseconds. */
const PATIENCE_MS = 3_000;

const DependencySchema = Type.Object({ state: Type.Union([Type.Literal('up'), Type.Literal('away')]) });
const LastGoodSchema = nullable(Type.Object({ finishedAt: Type.String(), ageSeconds: Type.Integer() }));
const ReadySchema = Type.Object({
  ready: Type.Boolean(),
  source: nullable(Type.String({ description: 'Which network the mirror copies: its host, or `sandbox`.' })),
  dependencies: Type.Object({ database: DependencySchema, temporal: DependencySchema }),
  freshness: nullable(Type.Object({ lastHigh: LastGoodSchema, lastFull: LastGoodSchema })),
});

/** Liveness, and readiness with the state of each dependency and the age of the data. */
export const healthRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; store: Store }> = (
  app,
  { syncs, store },
  done,
) => {
  app.get(
    '/',
    {
      schema: {
        tags: ['health'],
        summary: 'The process is alive',
        response: { 200: Type.Object({ status: Type.Literal('ok') }) },
      },
    },
    () => ({ status: 'ok' as const }),
  );

  app.get(
    '/ready',
    {
      schema: {
        tags: ['health'],
        summary: 'Each dependency and the age of the data',
        response: { 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (_request, reply) => {
      const [database, temporal] = await Promise.all([answers(store.ping()), answers(syncs.ping())]);
      const ready = database && temporal;
      return reply.code(ready ? 200 : 503).send({
        ready,
        source: database ? await store.readOrigin() : null,
        dependencies: { database: stateOf(database), temporal: stateOf(temporal) },
        freshness: database ? await store.freshness() : null,
      });
    },
  );
  done();
};

function stateOf(isUp: boolean) {
  return { state: isUp ? ('up' as const) : ('away' as const) };
}

async function answers(ping: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    return await Promise.race([
      ping.then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
