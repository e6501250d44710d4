import { type Static, Type } from '@sinclair/typebox';
import { RUN_FACTS } from '../../../format/run-audit';
import {
  component,
  LinksSchema,
  literals,
  TimestampSchema,
  nullable,
  RunStatusSchema,
  SyncKindSchema,
} from '../../schemas';

const count = (description: string) => nullable(Type.Integer({ description }));

export const ProgressSchema = component(
  'SyncProgress',
  Type.Object({
    kind: Type.String(),
    phase: Type.String({ examples: ['scanning'] }),
    pagesTotal: count('Pages, or batches of a HIGH. Null until they are counted.'),
    pagesDone: Type.Integer(),
    chunksTotal: count('Child workflows of ten pages. Null for kinds without chunks.'),
    chunksDone: Type.Integer(),
    offersMet: Type.Integer(),
    retries: Type.Integer(),
    etaSeconds: count('Estimated remaining time, from the rate so far.'),
  }),
);

const AuditSchema = component(
  'SyncAudit',
  Type.Object({
    trigger: Type.String({ description: 'schedule or manual.' }),
    params: Type.Record(Type.String(), Type.Unknown(), { description: 'Parameters of the run.' }),
    complete: nullable(Type.Boolean({ description: 'Whether everything planned was read.' })),
    reasons: Type.Array(Type.String(), { description: 'Why the run is incomplete.' }),
    notes: Type.Array(Type.String(), { description: 'Other remarks.' }),
    durationMs: count('From start to end.'),
    pagesPlanned: count('Pages, or batches of a HIGH.'),
    pagesRead: count('Pages, or batches of a HIGH, that were read.'),
    pagesReread: count('Pages read again because their offers may have shifted.'),
    offersExpected: count(
      'Offers in the catalogue, as reported by the network at the start. For a HIGH: offers to request.',
    ),
    offersMet: count('Offers in all responses, duplicates included.'),
    offersDistinct: count('Distinct offers in all responses.'),
    offersDuplicate: count(
      'Difference of `offersMet` and `offersDistinct`: offers met in several answers, or in several rows of one.',
    ),
    offersNew: count('Offers added to the mirror.'),
    offersChanged: count('Offers with a changed value.'),
    offersPaused: count('Offers that are no longer Active.'),
    offersResumed: count('Offers that are Active again.'),
    offersOvertaken: count('Offers of which the mirror already had a later observation.'),
    offersSwept: count('Offers requested by id because the scan had not returned them.'),
    offersAbsent: count('Offers requested by id and not returned.'),
    offersGone: count('Offers marked as Unknown.'),
    offersNotMarked: count(
      'Offers that the sweep refused to mark as Unknown, because they were too many. A FULL with `allowMassRemoval` marks them. Null: it did not refuse.',
    ),
    rowsRejected: count('Rows or fields that could not be parsed.'),
    listBefore: count('Offers on the ConversionList before the run.'),
    listAfter: count('Offers on the ConversionList after the run.'),
    listAdded: count('Offers added to the ConversionList.'),
    listRemoved: count('Offers removed from the ConversionList.'),
    episodesOpened: count('Episodes of alerts that the run opened. Null: it could not judge the offers.'),
    episodesClosed: count('Episodes that the run closed.'),
    requests: count('Requests to the network.'),
    retries: count('Requests that were retries.'),
  }),
);

const FactSchema = component(
  'SyncFact',
  Type.Object({
    name: literals(RUN_FACTS, { description: 'What it is about.' }),
    text: Type.String({ examples: ['102 of 102 pages, 10 rechecks'] }),
  }),
);

export const SyncSchema = component(
  'Sync',
  Type.Object(
    {
      workflowId: Type.String({ examples: ['full-sync-manual'] }),
      runId: Type.String({
        description: 'Run id of the first execution: it stays the same across continue-as-new.',
      }),
      kind: SyncKindSchema,
      status: RunStatusSchema,
      startedAt: TimestampSchema,
      finishedAt: nullable(TimestampSchema),
      progress: nullable(ProgressSchema),
      audit: nullable(AuditSchema),
      error: nullable(Type.String({ description: 'Why the run failed.' })),
      links: LinksSchema,
      summary: Type.Array(FactSchema, {
        description: 'The audit in words, the outcome first. Empty while the run is running.',
      }),
    },
    { description: 'A run, with its progress while it is running and its audit once it has ended.' },
  ),
);
export type Sync = Static<typeof SyncSchema>;
