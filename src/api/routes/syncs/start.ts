import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../../client';
import {
  responses,
  ConcurrencySchema,
  FullSyncStatusSchema,
  MaxPagesSchema,
  NoBodySchema,
  EmptySchema,
  nullable,
  StartedSyncSchema,
} from '../../schemas';
import { toStartResponse } from './start-response';

const FullSyncBodySchema = Type.Object(
  {
    maxPages: Type.Optional(MaxPagesSchema),
    concurrency: Type.Optional(ConcurrencySchema),
    status: Type.Optional(FullSyncStatusSchema),
    allowMassRemoval: Type.Optional(
      Type.Boolean({
        description:
          'Carry out a sweep that was refused since too many of the known offers would be marked as gone.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{}, { maxPages: 20, status: 'any' }] },
);

/** Start runs by hand. */
export const startSyncRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient }> = (
  app,
  { syncs },
  done,
) => {
  const kinds = [
    { kind: 'high', does: 'ask the network for every offer on the ConversionList' },
    { kind: 'refresh', does: 'rebuild the ConversionList from the mirror, without asking the network' },
  ] as const;
  for (const { kind, does } of kinds) {
    app.post(
      `/${kind}`,
      {
        schema: {
          tags: ['syncs'],
          summary: `Start a ${kind} run, or join the one that is going`,
          description: `Such a run will ${does}.`,
          querystring: EmptySchema,
          body: NoBodySchema,
          response: responses({ 202: StartedSyncSchema }, 409, 413, 415),
        },
      },
      async (_request, reply) => {
        const answer = toStartResponse(await syncs.startSync(kind), syncs);
        return reply.code(202).header('location', answer.links.self).send(answer);
      },
    );
  }

  app.post(
    '/full',
    {
      schema: {
        tags: ['syncs'],
        summary: 'Start a FULL, or join the one that is going with the same parameters',
        description:
          'Such a run will read the whole catalogue. Equal starts at once make one run; one with other parameters is refused while it goes.',
        querystring: EmptySchema,
        body: nullable(FullSyncBodySchema),
        response: responses({ 202: StartedSyncSchema }, 409, 413, 415),
      },
    },
    async (request, reply) => {
      const answer = toStartResponse(await syncs.startSync('full', request.body ?? {}), syncs);
      return reply.code(202).header('location', answer.links.self).send(answer);
    },
  );
  done();
};
