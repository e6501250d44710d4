import { type FastifyPluginCallbackTypebox, type Static, Type } from '@fastify/type-provider-typebox';
import { type SyncClient, type SyncExecution, TemporalAwayError } from '../../client';
import type { RunRecord, Store } from '../../store/store';
import { NotFoundError } from '../problems';
import {
  ConcurrencySchema,
  FullSyncStatusSchema,
  LinksSchema,
  MaxPagesSchema,
  nullable,
  ProblemSchema,
  ProgressSchema,
  RunStatusSchema,
  StartedSyncSchema,
  SyncKindSchema,
} from '../schemas';
import { pathOfSync, toStartAnswer } from '../start-answer';

const count = (description: string) => nullable(Type.Integer({ description }));

const AuditSchema = Type.Object({
  trigger: Type.String({ description: 'schedule or manual' }),
  params: Type.Record(Type.String(), Type.Unknown(), { description: 'What the run was asked with.' }),
  complete: nullable(Type.Boolean({ description: 'All that was to be read was read.' })),
  reasons: Type.Array(Type.String(), { description: 'Why it is not complete.' }),
  notes: Type.Array(Type.String(), { description: 'What else a reader should know.' }),
  durationMs: count('From begin to end.'),
  pagesPlanned: count('Pages, or batches of a HIGH.'),
  pagesRead: count('Pages, or batches of a HIGH, that were answered.'),
  pagesReread: count('Requests that looked again at what may have shifted.'),
  offersExpected: count('In the catalogue, as the network said at the start.'),
  offersMet: count('Offers in the answers, one as often as it was met.'),
  offersDistinct: count('Different offers met.'),
  offersDuplicate: count('Met minus distinct.'),
  offersNew: count('Not in the mirror before.'),
  offersChanged: count('With a value that changed.'),
  offersPaused: count('Active before, and no longer.'),
  offersSwept: count('Asked for by id, since nobody had met them.'),
  offersAbsent: count('Asked for by id and not returned.'),
  offersGone: count('Marked as Unknown.'),
  rowsRejected: count('Rows or fields that could not be read.'),
  listBefore: count('On the ConversionList before.'),
  listAfter: count('On the ConversionList after.'),
  listAdded: count('Came onto it.'),
  listRemoved: count('Left it.'),
  requests: count('Requests to the network.'),
  retries: count('Of these, repeats.'),
});

const SyncSchema = Type.Object({
  workflowId: Type.String(),
  runId: Type.String(),
  kind: SyncKindSchema,
  status: RunStatusSchema,
  startedAt: Type.String(),
  finishedAt: nullable(Type.String()),
  progress: nullable(ProgressSchema),
  audit: nullable(AuditSchema),
  error: nullable(Type.String()),
  links: LinksSchema,
});
type Sync = Static<typeof SyncSchema>;

const refusals = { 400: ProblemSchema, 409: ProblemSchema, 503: ProblemSchema };

/** Start runs, and follow them. */
export const syncRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; store: Store }> = (
  app,
  { syncs, store },
  done,
) => {
  for (const kind of ['high', 'refresh'] as const) {
    app.post(
      `/${kind}`,
      {
        schema: {
          tags: ['syncs'],
          summary: `Start a ${kind} run, or join the one that is going`,
          response: { 202: StartedSyncSchema, ...refusals },
        },
      },
      async (_request, reply) => {
        const answer = toStartAnswer(await syncs.startSync(kind), syncs);
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
        body: Type.Union([
          Type.Object(
            {
              maxPages: Type.Optional(MaxPagesSchema),
              concurrency: Type.Optional(ConcurrencySchema),
              status: Type.Optional(FullSyncStatusSchema),
              allowMassRemoval: Type.Optional(
                Type.Boolean({ description: 'Carry out a sweep that was refused.' }),
              ),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ]),
        response: { 202: StartedSyncSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const answer = toStartAnswer(await syncs.startSync('full', request.body ?? {}), syncs);
      return reply.code(202).header('location', answer.links.self).send(answer);
    },
  );

  app.get(
    '/:workflowId',
    {
      schema: {
        tags: ['syncs'],
        summary: 'How a run stands, or how it ended',
        params: Type.Object({ workflowId: Type.String({ minLength: 1, maxLength: 1_000 }) }),
        response: { 200: SyncSchema, 404: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request) => {
      const { workflowId } = request.params;
      const execution = await readExecution(syncs, workflowId);
      const record = await store.readRun(workflowId, execution === 'away' ? undefined : execution?.runId);
      // Temporal forgets runs after a while, and may be away; what has ended is in the mirror's own books.
      if (execution === 'away' && (record === undefined || record.status === 'running'))
        throw new TemporalAwayError();
      const sync = combine(execution === 'away' ? undefined : execution, record);
      if (sync === undefined) throw new NotFoundError(`There is no run ${workflowId}.`);
      return { ...sync, links: { self: pathOfSync(workflowId), ui: syncs.linkTo(workflowId) } };
    },
  );
  done();
};

async function readExecution(
  syncs: SyncClient,
  workflowId: string,
): Promise<SyncExecution | undefined | 'away'> {
  try {
    return await syncs.readSync(workflowId);
  } catch (error) {
    if (error instanceof TemporalAwayError) return 'away';
    throw error;
  }
}

/**
 * One picture from what Temporal and the books know. Temporal says whether it runs; how it ended is in the books, as
 * far as the run could write there.
 */
function combine(
  execution: SyncExecution | undefined,
  record: RunRecord | undefined,
): Omit<Sync, 'links'> | undefined {
  const known = record ?? execution;
  if (known === undefined) return undefined;
  const hasEnded = record !== undefined && record.status !== 'running';
  return {
    workflowId: known.workflowId,
    runId: known.runId,
    kind: known.kind,
    status: hasEnded ? record.status : (execution ?? known).status,
    startedAt: known.startedAt,
    finishedAt: (hasEnded ? record.finishedAt : execution?.finishedAt) ?? null,
    progress: hasEnded ? null : (execution?.progress ?? null),
    audit: hasEnded ? record : null,
    error: record?.error ?? execution?.error ?? null,
  };
}
