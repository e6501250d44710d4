import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { StartResult, SyncClient } from '../../../client';
import {
  responses,
  ConcurrencySchema,
  FullSyncStatusSchema,
  MaxPagesSchema,
  NoBodySchema,
  nullable,
  StartedSyncSchema,
} from '../../schemas';
import { SyncSchema } from './schema';
import { toStartResponse } from './start-response';
import { type WaitForEnd, WaitSchema, WAITING_HANDLER_TIMEOUT_MS } from './wait';

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

const StartQuerySchema = Type.Object({ wait: WaitSchema }, { additionalProperties: false });

const START_RESPONSES = {
  ...responses({ 202: StartedSyncSchema }, 409, 413, 415),
  200: { ...SyncSchema, description: 'With `wait`: the run has ended. `status` is its outcome.' },
};

interface StartRouteOptions {
  syncs: SyncClient;
  waitForEnd: WaitForEnd;
}

/** Starts manual runs. */
export const startSyncRoutes: FastifyPluginCallbackTypebox<StartRouteOptions> = (
  app,
  { syncs, waitForEnd },
  done,
) => {
  /** The run itself if it ended within `wait`; otherwise what was started. */
  const answerStart = async (reply: FastifyReply, started: StartResult, wait: string | undefined) => {
    const response = toStartResponse(started, syncs);
    void reply.header('location', response.links.self);
    const ended = wait === undefined ? undefined : await waitForEnd(response, wait, reply);
    return ended === undefined ? ([202, response] as const) : ([200, ended] as const);
  };

  const kinds = [
    {
      kind: 'high',
      description: 'Fetches every offer on the ConversionList and the watch list from the network.',
    },
    {
      kind: 'refresh',
      description: 'Rebuilds the ConversionList from the mirror. Sends no requests to the network.',
    },
  ] as const;
  for (const { kind, description } of kinds) {
    app.post(
      `/${kind}`,
      {
        handlerTimeout: WAITING_HANDLER_TIMEOUT_MS,
        schema: {
          operationId: kind === 'high' ? 'startHighSync' : 'startListRefresh',
          tags: ['syncs'],
          summary: `Start a ${kind} run, or join the running one`,
          description,
          querystring: StartQuerySchema,
          body: NoBodySchema,
          response: START_RESPONSES,
        },
      },
      async (request, reply) => {
        const started = await syncs.startSync(kind);
        const [status, response] = await answerStart(reply, started, request.query.wait);
        return reply.code(status).send(response);
      },
    );
  }

  app.post(
    '/full',
    {
      handlerTimeout: WAITING_HANDLER_TIMEOUT_MS,
      schema: {
        operationId: 'startFullSync',
        tags: ['syncs'],
        summary: 'Start a FULL, or join the running one with the same parameters',
        description:
          'Reads the whole catalogue. Concurrent requests with the same parameters start one run. 409 while a run with other parameters is running.',
        querystring: StartQuerySchema,
        body: nullable(FullSyncBodySchema),
        response: START_RESPONSES,
      },
    },
    async (request, reply) => {
      const started = await syncs.startSync('full', request.body ?? {});
      const [status, response] = await answerStart(reply, started, request.query.wait);
      return reply.code(status).send(response);
    },
  );
  done();
};
