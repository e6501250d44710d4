import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import {
  component,
  NOT_MODIFIED,
  nullable,
  responses,
  RunQuerySchema,
  TimestampSchema,
  WorkflowIdSchema,
} from '../../schemas';

const MAX_SHOWN = 100;

const RejectedSchema = component(
  'RejectedValues',
  Type.Object(
    {
      rejected: Type.Array(
        Type.Object({
          offerId: nullable(Type.String({ description: 'Null: the row has no id.' })),
          field: nullable(
            Type.String({
              description: "The network's name of the field. Null: the whole row was rejected.",
            }),
          ),
          reason: Type.String({ examples: ['not a number'] }),
          raw: Type.String({ description: 'What the network sent, as JSON text, truncated.' }),
          firstSeen: TimestampSchema,
          lastSeen: TimestampSchema,
          count: Type.Integer({ description: 'How often it was observed, in all runs.' }),
        }),
        { description: `At most ${MAX_SHOWN}, the rarest first.` },
      ),
    },
    { description: 'The values that this run was the latest to observe: those of later runs are with them.' },
  ),
);

/** The values of the network's rows that a run could not read. */
export const rejectedRoutes: FastifyPluginCallbackTypebox<{ reads: Reads }> = (app, { reads }, done) => {
  app.get(
    '/:workflowId/rejected',
    {
      schema: {
        operationId: 'listRejectedValues',
        tags: ['syncs'],
        summary: 'List the values that a run could not read',
        params: Type.Object({ workflowId: WorkflowIdSchema }),
        querystring: RunQuerySchema,
        response: responses({ 200: RejectedSchema, ...NOT_MODIFIED }, 404),
      },
    },
    async (request) => {
      const { workflowId } = request.params;
      const run = await reads.readRun(workflowId, request.query.runId);
      if (run === undefined) throw notFound(`There is no run ${workflowId}.`);
      return { rejected: await reads.listRejected({ workflowId, runId: run.runId, limit: MAX_SHOWN }) };
    },
  );
  done();
};
