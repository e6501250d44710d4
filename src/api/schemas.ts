import { type Static, Type } from '@sinclair/typebox';
import { FULL_SYNC_STATUSES } from '../client';
import { RUN_STATUSES, SYNC_KINDS } from '../domain/run';

/** Shapes that more than one route speaks. A route's own shapes stand beside it. */

const literals = <T extends string>(values: readonly T[], options = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options });

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const ProblemSchema = Type.Object(
  { statusCode: Type.Integer(), error: Type.String(), message: Type.String() },
  { description: 'A refusal: what is wrong, in a sentence.' },
);

export const SyncKindSchema = literals(SYNC_KINDS);
export const RunStatusSchema = literals(RUN_STATUSES);
export const FullSyncStatusSchema = literals(FULL_SYNC_STATUSES, { description: 'Which offers to ask for.' });

export const MaxPagesSchema = Type.Integer({
  minimum: 1,
  maximum: 100_000,
  description: 'Read no more than the first so many pages.',
});
export const ConcurrencySchema = Type.Integer({
  minimum: 1,
  maximum: 50,
  description: 'Pages asked for at once.',
});

export const LinksSchema = Type.Object({
  self: Type.String({ description: 'Where to follow the run.' }),
  ui: nullable(Type.String({ description: 'Its page in the Temporal Web UI; null where none is known.' })),
});

export const StartedSyncSchema = Type.Object({
  workflowId: Type.String(),
  runId: Type.String(),
  joined: Type.Boolean({ description: 'True: a run with these parameters was going already.' }),
  links: LinksSchema,
});
export type StartedSyncAnswer = Static<typeof StartedSyncSchema>;

export const ProgressSchema = Type.Object({
  kind: Type.String(),
  phase: Type.String(),
  pagesTotal: nullable(Type.Integer()),
  pagesDone: Type.Integer(),
  chunksTotal: nullable(Type.Integer()),
  chunksDone: Type.Integer(),
  offersMet: Type.Integer(),
  retries: Type.Integer(),
  etaSeconds: nullable(Type.Integer()),
});

export { literals };
