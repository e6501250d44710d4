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
        description: 'Allow the sweep to mark a large share of the known offers as Unknown. Default: false.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{}, { maxPages: 20, status: 'any' }] },
);

/** Starts manual runs. */
export const startSyncRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient }> = (
  app,
  { syncs },
  done,
) => {
  const kinds = [
    { kind: 'high', description: 'Fetches every offer on the ConversionList from the network.' },
    {
      kind: 'refresh',
      description: 'Rebuilds the ConversionList from the mirror. Sends no requests to the network.',
    },
  ] as const;
  for (const { kind, description } of kinds) {
    app.post(
      `/${kind}`,
      {
        schema: {
          operationId: kind === 'high' ? 'startHighSync' : 'startListRefresh',
          tags: ['syncs'],
          summary: `Start a ${kind} run, or join the running one`,
          description,
          querystring: EmptySchema,
          body: NoBodySchema,
          response: responses({ 202: StartedSyncSchema }, 409, 413, 415),
        },
      },
      async (_request, reply) => {
        const response = toStartResponse(await syncs.startSync(kind), syncs);
        return reply.code(202).header('location', response.links.self).send(response);
      },
    );
  }

  app.post(
    '/full',
    {
      schema: {
        operationId: 'startFullSync',
        tags: ['syncs'],
        summary: 'Start a FULL, or join the running one with the same parameters',
        description:
          'Reads the whole catalogue. Concurrent requests with the same parameters start one run. 409 while a run with other parameters is running.',
        querystring: EmptySchema,
        body: nullable(FullSyncBodySchema),
        response: responses({ 202: StartedSyncSchema }, 409, 413, 415),
      },
    },
    async (request, reply) => {
      const response = toStartResponse(await syncs.startSync('full', request.body ?? {}), syncs);
      return reply.code(202).header('location', response.links.self).send(response);
    },
  );
  done();
};
