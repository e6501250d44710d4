import { type TSchema, Type } from '@sinclair/typebox';
import { EPISODE_KINDS } from '../../../domain/alerts/episode';
import { CHANGE_KINDS } from '../../../domain/offer-change';
import { RUN_STATUSES } from '../../../domain/run';
import {
  component,
  literals,
  nullable,
  OverdueSchema,
  RunStatusSchema,
  SyncKindSchema,
  TimestampSchema,
} from '../../schemas';
import { ProgressSchema } from '../syncs/schema';

const message = <E extends string, T extends TSchema>(event: E, data: T, description: string) =>
  Type.Object({ event: Type.Literal(event), data }, { description });

const offerId = Type.String({ examples: ['3790'] });

const Ready = Type.Object({
  now: Type.String({ description: 'The clock of the API: a browser may have another time.' }),
  heartbeatSeconds: Type.Integer({ description: 'There is a comment or an event at least this often.' }),
});

const Changes = Type.Object({
  changes: Type.Array(
    Type.Object({ offerId, observedAt: Type.String(), kinds: Type.Array(literals(CHANGE_KINDS)) }),
    { description: 'In the order of their commits. `/api/changes` has the values.' },
  ),
});

const Run = Type.Object({
  edge: literals(['started', 'progress', 'ended']),
  workflowId: Type.String(),
  runId: Type.String(),
  kind: SyncKindSchema,
  status: RunStatusSchema,
  progress: nullable(ProgressSchema),
});

const Episode = Type.Object({
  edge: literals(['started', 'changed', 'ended', 'acknowledged']),
  id: Type.String(),
  kind: literals(EPISODE_KINDS),
  offerId: nullable(offerId),
  isOpen: Type.Boolean({ description: 'False: it has ended, perhaps as soon as it started.' }),
});

const Watch = Type.Object({ offerId, isWatched: Type.Boolean() });

const LastRun = nullable(
  Type.Object({
    status: literals(RUN_STATUSES.filter((status) => status !== 'running' && status !== 'cancelled')),
    finishedAt: TimestampSchema,
  }),
);

const Mirror = Type.Object({
  now: Type.String({ description: 'The clock of the API.' }),
  database: literals(['up', 'away'], {
    description: 'away: it does not answer, and there are no other events. Nothing is lost: they come later.',
  }),
  freshness: nullable(
    Type.Object({
      lastHighAt: nullable(TimestampSchema),
      lastFullAt: nullable(TimestampSchema),
      overdue: OverdueSchema,
    }),
  ),
  lastRuns: nullable(Type.Object({ high: LastRun, full: LastRun })),
  offers: nullable(
    Type.Object({
      total: Type.Integer(),
      active: Type.Integer(),
      listed: Type.Integer({ description: 'On the ConversionList.' }),
    }),
  ),
  openEpisodes: nullable(Type.Integer()),
});

const Reset = Type.Object({
  reason: literals(['too_old', 'too_many', 'unknown', 'slow'], {
    description:
      'too_old: the position is older than 12 hours. too_many: too many events have followed it. unknown: the database was ' +
      'restored. slow: the client did not read fast enough, and the stream ends.',
  }),
});

/** One event of the stream. */
export const LiveEventSchema = component(
  'LiveEvent',
  Type.Union(
    [
      message('ready', Ready, 'The first event of each connection.'),
      message('change', Changes, 'Offers changed.'),
      message('run', Run, 'A run started, ended, or is further. Progress has no id.'),
      message('episode', Episode, 'An episode started, changed, ended, or was acknowledged.'),
      message('watch', Watch, 'An offer was put on the watch list or removed, or its settings were changed.'),
      message('mirror', Mirror, 'The state of the mirror, at the start and when it has changed. Has no id.'),
      message('reset', Reset, 'Events were left out: read everything again. Later events follow.'),
    ],
    { description: 'One event: its `event` field, and its `data` field as JSON.' },
  ),
);
