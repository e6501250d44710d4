import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { FULL_SYNC_STATUSES } from '../client';
import { RUN_STATUSES, SYNC_KINDS } from '../domain/run';

/** Shapes that more than one route speaks. A route's own shapes stand beside it. */

/** One of some texts. */
export const literals = <T extends string>(values: readonly T[], options = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options });

/** What the schema says, or null. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A moment as `2026-01-05T10:00:00.000Z`. */
export const TimestampSchema = Type.String({
  description: 'ISO 8601, UTC.',
  examples: ['2026-01-05T10:00:00.000Z'],
});

export const ProblemSchema = Type.Object(
  { statusCode: Type.Integer(), error: Type.String(), message: Type.String() },
  {
    description: 'A refusal: what is wrong, in a sentence.',
    examples: [{ statusCode: 400, error: 'Bad Request', message: 'querystring/limit must be <= 500' }],
  },
);

const PROBLEMS = {
  400: 'Something in the question is wrong; the message names the field.',
  401: 'The key is missing or wrong.',
  403: 'Asked by a name that is not this machine, or from a page of another site.',
  404: 'There is nothing under that name.',
  409: 'It cannot be done as things stand; the message says why.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  429: 'Too many requests, or wrong keys, came from this address; `retry-after` says for how many seconds to wait.',
  431: 'The URL and the headers are larger than 16 KiB.',
  500: 'A fault of this service.',
  503: 'The database or Temporal is away, or it took too long; the message says which.',
} as const;

/** A route's answers by status: its own, with the refusals that any route may give and those it names. */
export function responses<T extends Record<number, TSchema>>(
  own: T,
  ...more: (keyof typeof PROBLEMS)[]
): T & Record<keyof typeof PROBLEMS, typeof ProblemSchema> {
  const statuses = [400, 401, 403, 429, 431, 500, 503, ...more] as const;
  const problems = statuses.map((status) => [status, { ...ProblemSchema, description: PROBLEMS[status] }]);
  return { ...(Object.fromEntries(problems) as Record<keyof typeof PROBLEMS, typeof ProblemSchema>), ...own };
}

/** What a read answers to a caller who has it already. */
export const NOT_MODIFIED = { 304: Type.Null({ description: 'As it was when it had that ETag.' }) };

export const SyncKindSchema = literals(SYNC_KINDS, {
  description: 'high: what converts now. full: the whole catalogue. refresh: the ConversionList alone.',
});
export const RunStatusSchema = literals(RUN_STATUSES, {
  description: 'incomplete: it ended by itself, but something that it was to read is missing.',
});
export const FullSyncStatusSchema = literals(FULL_SYNC_STATUSES, {
  description: 'Which offers to ask for; Active unless said.',
});

export const MaxPagesSchema = Type.Integer({
  minimum: 1,
  maximum: 100_000,
  description: 'Read no more than the first so many pages, of 100 offers each. A partial scan never sweeps.',
  examples: [20],
});
export const ConcurrencySchema = Type.Integer({
  minimum: 1,
  maximum: 50,
  description:
    'Pages asked for at once, at most; 10 unless said. From 10 on, how many a worker asks for at once by its own settings is what bounds it.',
  examples: [10],
});

/** Nothing: what a route does not take is refused there, and not taken for something else. */
export const EmptySchema = Type.Object({}, { additionalProperties: false });
export const NoBodySchema = nullable(EmptySchema);

export const WorkflowIdSchema = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: 'URL-encoded, since it may hold slashes and colons.',
  examples: ['full-sync-manual', 'full-sync-2026-01-05T10:00:00Z'],
});

export const LinksSchema = Type.Object({
  self: Type.String({ description: 'Where to follow the run.', examples: ['/api/syncs/full-sync-manual'] }),
  ui: nullable(Type.String({ description: 'Its page in the Temporal Web UI; null where none is known.' })),
});

export const StartedSyncSchema = Type.Object(
  {
    workflowId: Type.String(),
    runId: Type.String(),
    joined: Type.Boolean({ description: 'True: a run with these parameters was going already.' }),
    links: LinksSchema,
  },
  { description: 'The run that was started or joined; `location` says where to follow it.' },
);
export type StartedSyncResponse = Static<typeof StartedSyncSchema>;
