import { type Static, Type } from '@sinclair/typebox';
import { LinksSchema, TimestampSchema, nullable, RunStatusSchema, SyncKindSchema } from '../../schemas';

const count = (description: string) => nullable(Type.Integer({ description }));

const ProgressSchema = Type.Object({
  kind: Type.String(),
  phase: Type.String({ examples: ['scanning'] }),
  pagesTotal: count('Pages, or batches of a HIGH; null until they are counted.'),
  pagesDone: Type.Integer(),
  chunksTotal: count('Child workflows of ten pages; null where there are none.'),
  chunksDone: Type.Integer(),
  offersMet: Type.Integer(),
  retries: Type.Integer(),
  etaSeconds: count('At the pace so far.'),
});

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
  offersExpected: count(
    'In the catalogue, as the network said at the start; of a HIGH, those that it was to ask for.',
  ),
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

export const SyncSchema = Type.Object(
  {
    workflowId: Type.String({ examples: ['full-sync-manual'] }),
    runId: Type.String({ description: "The first execution's: it outlives continue-as-new." }),
    kind: SyncKindSchema,
    status: RunStatusSchema,
    startedAt: TimestampSchema,
    finishedAt: nullable(TimestampSchema),
    progress: nullable(ProgressSchema),
    audit: nullable(AuditSchema),
    error: nullable(Type.String({ description: 'Why it failed.' })),
    links: LinksSchema,
  },
  { description: 'A run: how it stands, or how it ended.' },
);
export type Sync = Static<typeof SyncSchema>;
