import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { SCHEDULE_IDS, type ScheduleState, type SyncClient, type TriggerResult } from '../../client';
import { notFound } from '../plugins/problems';
import {
  responses,
  LinksSchema,
  literals,
  TimestampSchema,
  NoBodySchema,
  EmptySchema,
  nullable,
  SyncKindSchema,
  NOT_MODIFIED,
} from '../schemas';
import { pathOfSync } from './syncs/start-response';

const RunSchema = Type.Object({
  workflowId: Type.String({ examples: ['full-sync-2026-01-05T10:00:00Z'] }),
  runId: Type.String(),
  links: LinksSchema,
});

const ScheduleSchema = Type.Object(
  {
    id: Type.String({ examples: Object.values(SCHEDULE_IDS) }),
    kind: SyncKindSchema,
    paused: Type.Boolean(),
    note: nullable(Type.String({ description: 'Why it was paused or resumed, as whoever did it says.' })),
    every: Type.String({ examples: ['2m'] }),
    nextRuns: Type.Array(TimestampSchema, {
      description: 'While it is paused: when it would have been due.',
    }),
    lastRuns: Type.Array(Type.Composite([RunSchema, Type.Object({ scheduledAt: TimestampSchema })]), {
      description: 'The newest first.',
    }),
    skipped: Type.Integer({ description: 'Runs that were due while the one before was still going.' }),
    missed: Type.Integer({
      description: 'Runs that were due while the Temporal server was away for too long.',
    }),
  },
  { description: 'A schedule as it stands.' },
);

const TriggeredSchema = Type.Object(
  {
    id: Type.String(),
    outcome: literals(['started', 'skipped', 'unknown'], {
      description:
        'skipped: its last run is still going. unknown: Temporal took it up but did not say in time.',
    }),
    message: Type.String({ examples: ['Skipped: the run full-sync-2026-01-05T10:00:00Z is still going.'] }),
    run: nullable(RunSchema),
  },
  { description: 'What came of it.' },
);

const NoteSchema = Type.Object(
  {
    note: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: 'Why, for whoever looks at it later.',
        examples: ['the network is being repaired'],
      }),
    ),
  },
  { additionalProperties: false },
);

const params = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 200,
    description: "The schedule's id.",
    examples: Object.values(SCHEDULE_IDS),
  }),
});

/** The three schedules: how they stand, and what an operator does with them. */
export const scheduleRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient }> = (app, { syncs }, done) => {
  const linked = <T extends { workflowId: string }>(run: T) => ({
    ...run,
    links: { self: pathOfSync(run.workflowId), ui: syncs.linkTo(run.workflowId) },
  });
  const toAnswer = (schedule: ScheduleState) => ({ ...schedule, lastRuns: schedule.lastRuns.map(linked) });

  app.get(
    '',
    {
      schema: {
        tags: ['schedules'],
        summary: 'What runs when',
        response: responses({
          200: Type.Object(
            { schedules: Type.Array(ScheduleSchema) },
            { description: 'Those that have been made.' },
          ),
          ...NOT_MODIFIED,
        }),
      },
    },
    async () => ({ schedules: (await syncs.listSchedules()).map(toAnswer) }),
  );

  const switches = [
    {
      verb: 'pause',
      act: syncs.pauseSchedule,
      summary: 'Start no more runs by this schedule',
      description: 'A run that is going goes on. The pause survives a restart of everything.',
    },
    {
      verb: 'resume',
      act: syncs.resumeSchedule,
      summary: 'Let a paused schedule start runs again',
      description:
        'Runs that were due meanwhile are not made up for. Nothing happens to one that is not paused.',
    },
  ];
  for (const { verb, act, summary, description } of switches) {
    app.post(
      `/:id/${verb}`,
      {
        schema: {
          tags: ['schedules'],
          summary,
          description,
          params,
          querystring: EmptySchema,
          body: nullable(NoteSchema),
          response: responses({ 200: ScheduleSchema }, 404, 413, 415),
        },
      },
      async (request) => {
        const { id } = request.params;
        const schedule = await act(id, request.body?.note ?? `${verb}d through the API`);
        if (schedule === undefined) throw notFound(`There is no schedule ${id}.`);
        return toAnswer(schedule);
      },
    );
  }

  app.post(
    '/:id/trigger',
    {
      schema: {
        tags: ['schedules'],
        summary: 'Run a schedule now, as if it were due',
        description:
          'Also while it is paused. It is skipped where its last run is still going; the answer says so.',
        params,
        querystring: EmptySchema,
        body: NoBodySchema,
        response: responses({ 202: TriggeredSchema }, 404, 413, 415),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const triggered = await syncs.triggerSchedule(id);
      if (triggered === undefined) throw notFound(`There is no schedule ${id}.`);
      const run = triggered.outcome === 'unknown' || triggered.run === null ? null : linked(triggered.run);
      return reply.code(202).send({ id, outcome: triggered.outcome, message: wordingOf(triggered), run });
    },
  );
  done();
};

function wordingOf(triggered: TriggerResult): string {
  if (triggered.outcome === 'unknown')
    return 'Temporal has taken it up, and has not said yet what came of it.';
  const name = triggered.run?.workflowId ?? '';
  return triggered.outcome === 'started' ? `Started: ${name}.` : `Skipped: the run ${name} is still going.`;
}
