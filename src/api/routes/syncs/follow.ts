import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../../client';
import { linksTo } from '../../../format/run-links';
import { FormatSchema, linkNextPage, listResponse } from '../../formats/table';
import { PAGE_HELMET, sendPage, wantsPage } from '../../pages/layout';
import { renderRuns } from '../../pages/runs';
import { notFound, HttpError } from '../../plugins/problems';
import type { Reads } from '../../reads';
import {
  responses,
  LinksSchema,
  NoBodySchema,
  nullable,
  RunQuerySchema,
  RUN_FILTERS,
  component,
  CursorSchema,
  NOT_MODIFIED,
  WorkflowIdSchema,
} from '../../schemas';
import { listSyncs } from './list';
import { readSync } from './read';
import { SyncSchema } from './schema';
import { type WaitForEnd, WaitSchema, WAITING_HANDLER_TIMEOUT_MS } from './wait';

const ListQuerySchema = Type.Object(
  {
    ...RUN_FILTERS,
    limit: Type.Integer({
      minimum: 1,
      maximum: 500,
      default: 50,
      description: 'Maximum number of runs on the page.',
      examples: [20],
    }),
    cursor: CursorSchema,
    format: FormatSchema,
  },
  { additionalProperties: false },
);

const ListSchema = component(
  'SyncPage',
  Type.Object(
    {
      syncs: Type.Array(SyncSchema),
      nextCursor: nullable(Type.String({ description: 'Null on the last page.' })),
    },
    { description: 'Runs, newest first.' },
  ),
);

const CancelledSchema = component(
  'CancelledSync',
  Type.Object(
    {
      workflowId: Type.String({ examples: ['full-sync-manual'] }),
      runId: Type.String(),
      links: LinksSchema,
    },
    { description: 'Cancellation was requested. `links.self` shows when the run has ended.' },
  ),
);

const params = Type.Object({ workflowId: WorkflowIdSchema });

interface SyncRouteOptions {
  syncs: SyncClient;
  reads: Reads;
  waitForEnd: WaitForEnd;
}

/** Lists, reads and cancels runs. */
export const syncRoutes: FastifyPluginCallbackTypebox<SyncRouteOptions> = (
  app,
  { syncs, reads, waitForEnd },
  done,
) => {
  app.get(
    '',
    {
      config: { table: { name: 'syncs', rows: 'syncs', row: SyncSchema } },
      helmet: PAGE_HELMET,
      schema: {
        operationId: 'listSyncs',
        tags: ['syncs'],
        summary: 'List the runs, newest first',
        description:
          'Running syncs have progress, ended ones an audit. By default HIGH and refresh runs are deleted after 30 days. ' +
          '`Accept: text/html` returns a page.',
        querystring: ListQuerySchema,
        response: { ...responses(NOT_MODIFIED), 200: listResponse(ListSchema) },
      },
    },
    async (request, reply) => {
      const { format: _, ...query } = request.query;
      if (wantsPage(request)) {
        const [, search = ''] = request.url.split('?');
        return sendPage(request, reply, reads, {
          title: 'Runs',
          refreshes: query.cursor === undefined,
          renderMain: async (context) => renderRuns(await listSyncs(reads, syncs, query), search, context),
        });
      }
      const page = await listSyncs(reads, syncs, query);
      linkNextPage(request, reply, page.nextCursor);
      return page;
    },
  );

  app.get(
    '/:workflowId',
    {
      handlerTimeout: WAITING_HANDLER_TIMEOUT_MS,
      schema: {
        operationId: 'getSync',
        tags: ['syncs'],
        summary: 'Get a run',
        description:
          'The newest run with this workflow id, or the one with `runId`: manual runs of a kind share a workflow id. With ' +
          '`wait`, a run that is still running after that time is returned with the status running.',
        params,
        querystring: Type.Object(
          { ...RunQuerySchema.properties, wait: WaitSchema },
          { additionalProperties: false },
        ),
        response: responses({ 200: SyncSchema, ...NOT_MODIFIED }, 404),
      },
    },
    async (request, reply) => {
      const { workflowId } = request.params;
      const { runId, wait } = request.query;
      const sync = await readSync(reads, syncs, workflowId, runId);
      if (sync === undefined) throw notFound(`There is no run ${nameOf(workflowId, runId)}.`);
      if (wait === undefined || sync.status !== 'running') return sync;
      const ended = await waitForEnd(sync, wait, reply);
      return ended ?? (await readSync(reads, syncs, workflowId, sync.runId)) ?? sync;
    },
  );

  app.post(
    '/:workflowId/cancel',
    {
      schema: {
        operationId: 'cancelSync',
        tags: ['syncs'],
        summary: 'Cancel a run',
        description:
          'The run sends no new requests to the network, writes its audit, and ends as cancelled. Stored offers are kept.',
        params,
        querystring: RunQuerySchema,
        body: NoBodySchema,
        response: responses({ 202: CancelledSchema }, 404, 409, 413, 415),
      },
    },
    async (request, reply) => {
      const { workflowId } = request.params;
      const { runId } = request.query;
      const cancelled = await syncs.cancelSync(workflowId, runId);
      if (cancelled?.outcome === 'requested') {
        const run = { workflowId, runId: cancelled.runId };
        return reply.code(202).send({ ...run, links: linksTo(run, syncs) });
      }
      const name = nameOf(workflowId, runId);
      const isKnown = cancelled !== undefined || (await reads.readRun(workflowId, runId)) !== undefined;
      if (isKnown) throw new HttpError(409, `The run ${name} has already ended.`);
      throw notFound(`There is no run ${name}.`);
    },
  );
  done();
};

function nameOf(workflowId: string, runId: string | undefined): string {
  return runId === undefined ? workflowId : `${workflowId} (${runId})`;
}
