import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { SCHEDULE_IDS, type SyncClient, type TriggerResult } from '../../client';
import { linkLastRuns, linksTo } from '../../format/run-links';
import { FormatSchema, listResponse } from '../formats/table';
import { notFound } from '../plugins/problems';
import {
  component,
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
import { SyncSchema } from './syncs/schema';
import { type WaitForEnd, WaitSchema, WAITING_HANDLER_TIMEOUT_MS } from './syncs/wait';

const RUN = {
  workflowId: Type.String({ examples: ['full-sync-2026-01-05T10:00:00Z'] }),
  runId: Type.String(),
  links: LinksSchema,
};
const RunSchema = component('ScheduledRun', Type.Object(RUN));

const ScheduleSchema = component(
  'Schedule',
  Type.Object(
    {
      id: Type.String({ examples: Object.values(SCHEDULE_IDS) }),
      kind: SyncKindSchema,
      paused: Type.Boolean(),
      note: nullable(Type.String({ description: 'The reason given for the last pause or resume.' })),
      every: Type.String({ examples: ['2m'] }),
      nextRuns: Type.Array(TimestampSchema, {
        description: 'While the schedule is paused: when its runs would be due.',
      }),
      lastRuns: Type.Array(Type.Object({ ...RUN, scheduledAt: TimestampSchema }), {
        description: 'Newest first.',
      }),
      skipped: Type.Integer({ description: 'Runs skipped because the previous run was still running.' }),
      missed: Type.Integer({
        description: 'Runs missed because the Temporal server was down for longer than the catch-up window.',
      }),
    },
    { description: 'A schedule.' },
  ),
);

const TriggeredSchema = component(
  'TriggeredSchedule',
  Type.Object(
    {
      id: Type.String(),
      outcome: literals(['started', 'skipped', 'unknown'], {
        description:
          'skipped: the previous run is still running. unknown: Temporal accepted the trigger, but did not report the outcome in time.',
      }),
      message: Type.String({ examples: ['Skipped: full-sync-2026-01-05T10:00:00Z is still running.'] }),
      run: nullable(RunSchema),
    },
    { description: 'The outcome of the trigger.' },
  ),
);

const ListSchema = component(
  'ScheduleList',
  Type.Object(
    { schedules: Type.Array(ScheduleSchema) },
    { description: 'The schedules that have been created.' },
  ),
);

const NoteSchema = Type.Object(
  {
    note: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: 'The reason, shown with the schedule.',
        examples: ['network maintenance'],
      }),
    ),
  },
  { additionalProperties: false },
);

const params = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Id of the schedule.',
    examples: Object.values(SCHEDULE_IDS),
  }),
});

interface ScheduleRouteOptions {
  syncs: SyncClient;
  waitForEnd: WaitForEnd;
}

/** Lists, pauses, resumes and triggers the three schedules. */
export const scheduleRoutes: FastifyPluginCallbackTypebox<ScheduleRouteOptions> = (
  app,
  { syncs, waitForEnd },
  done,
) => {
  app.get(
    '',
    {
      config: { table: { name: 'schedules', rows: 'schedules', row: ScheduleSchema } },
      schema: {
        operationId: 'listSchedules',
        tags: ['schedules'],
        summary: 'List the schedules',
        querystring: Type.Object({ format: FormatSchema }, { additionalProperties: false }),
        response: { ...responses(NOT_MODIFIED), 200: listResponse(ListSchema) },
      },
    },
    async () => ({
      schedules: (await syncs.listSchedules()).map((schedule) => linkLastRuns(schedule, syncs)),
    }),
  );

  const changes = [
    {
      verb: 'pause',
      change: syncs.pauseSchedule,
      summary: 'Pause a schedule',
      description: 'A running sync continues. The schedule stays paused across restarts.',
    },
    {
      verb: 'resume',
      change: syncs.resumeSchedule,
      summary: 'Resume a paused schedule',
      description: 'Runs that were due during the pause are not caught up. Idempotent.',
    },
  ];
  for (const { verb, change, summary, description } of changes) {
    app.post(
      `/:id/${verb}`,
      {
        schema: {
          operationId: `${verb}Schedule`,
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
        const schedule = await change(id, request.body?.note ?? `${verb}d through the API`);
        if (schedule === undefined) throw notFound(`There is no schedule ${id}.`);
        return linkLastRuns(schedule, syncs);
      },
    );
  }

  app.post(
    '/:id/trigger',
    {
      handlerTimeout: WAITING_HANDLER_TIMEOUT_MS,
      schema: {
        operationId: 'triggerSchedule',
        tags: ['schedules'],
        summary: 'Trigger a run of a schedule',
        description:
          'Also works while the schedule is paused. Skipped if the previous run is still running: `wait` does not wait for ' +
          'that run.',
        params,
        querystring: Type.Object({ wait: WaitSchema }, { additionalProperties: false }),
        body: NoBodySchema,
        response: {
          ...responses({ 202: TriggeredSchema }, 404, 413, 415),
          200: { ...SyncSchema, description: 'With `wait`: the run has ended. `status` is its outcome.' },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { wait } = request.query;
      const triggered = await syncs.triggerSchedule(id);
      if (triggered === undefined) throw notFound(`There is no schedule ${id}.`);
      const run =
        triggered.outcome === 'unknown' || triggered.run === null
          ? null
          : { ...triggered.run, links: linksTo(triggered.run, syncs) };
      const ended =
        triggered.outcome === 'started' && run !== null && wait !== undefined
          ? await waitForEnd(run, wait, reply)
          : undefined;
      if (ended !== undefined) return reply.code(200).send(ended);
      return reply
        .code(202)
        .send({ id, outcome: triggered.outcome, message: describeResult(triggered), run });
    },
  );
  done();
};

function describeResult(triggered: TriggerResult): string {
  if (triggered.outcome === 'unknown')
    return 'Temporal accepted the trigger, but did not report the outcome in time. List the runs to see it.';
  const name = triggered.run?.workflowId ?? '';
  return triggered.outcome === 'started' ? `Started: ${name}.` : `Skipped: ${name} is still running.`;
}
