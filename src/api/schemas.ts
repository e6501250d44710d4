import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { FULL_SYNC_BOUNDS, FULL_SYNC_STATUSES } from '../client';
import { RUN_STATUSES, SYNC_KINDS } from '../domain/run';

// Schemas shared by several routes. A schema of a single route is in that route's file or folder.

const componentSchemas: TSchema[] = [];

/**
 * Names a schema of responses: it becomes a component of the OpenAPI document, and a type in a client that is generated
 * from the document. Returns a reference to it.
 */
export function component<T extends TSchema>(name: string, schema: T) {
  componentSchemas.push({ ...schema, $id: name });
  return Type.Unsafe<Static<T>>({ $ref: `${name}#` });
}

/** Adds the schemas of {@link component}. Call it before the routes are registered. */
export function addComponents(app: FastifyInstance): void {
  for (const schema of componentSchemas) app.addSchema(schema);
}

/** The schema that a reference of {@link component} refers to; any other schema is returned as it is. */
export function resolveComponent(schema: TSchema): TSchema {
  const name = (schema.$ref as string | undefined)?.slice(0, -1);
  return componentSchemas.find(({ $id }) => $id === name && name !== undefined) ?? schema;
}

/** A string enum. */
export const literals = <T extends string>(values: readonly T[], options = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options });

/**
 * An optional query parameter with one or more values, separated by commas or repeated. Free text is not split here: it
 * may contain commas.
 */
export function listOf<T extends TSchema>(items: T, options: object = {}) {
  return Type.Optional(Type.Array(items, { minItems: 1, maxItems: 50, ...options }));
}

/** The schema, or null. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const TimestampSchema = Type.String({
  description: 'ISO 8601 in UTC.',
  examples: ['2026-01-05T10:00:00.000Z'],
});

export const OverdueSchema = Type.Object(
  { high: Type.Boolean(), full: Type.Boolean() },
  {
    description:
      'Whether a complete HIGH, and a complete FULL, should have started since: none has for three intervals of its schedule. ' +
      'Counts from the last complete run; without one, from the first run, or from when the schedule was created.',
  },
);

export const ProblemSchema = component(
  'Problem',
  Type.Object(
    { statusCode: Type.Integer(), error: Type.String(), message: Type.String() },
    {
      description: 'An error.',
      examples: [{ statusCode: 400, error: 'Bad Request', message: 'querystring/limit must be <= 500' }],
    },
  ),
);

const PROBLEMS = {
  400: 'Invalid request. The message names the field.',
  401: 'The API key is missing or wrong.',
  403: 'The key only reads, the host is not this machine, or the request comes from a page of another site.',
  404: 'Not found.',
  409: 'Conflict with the current state. The message gives the reason.',
  410: 'This part of the history has been deleted. The message says since when it is kept.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  429: 'Too many requests or wrong keys from this address. `retry-after` is the number of seconds to wait.',
  431: 'The URL and the headers are larger than 16 KiB.',
  500: 'Internal error.',
  503: 'The database or Temporal cannot be reached, the request timed out, or too many reads are in progress. The message says which.',
} as const;

/** A route's responses by status: its own, the errors that every route can return, and the `errors` listed. */
export function responses<T extends Record<number, TSchema>>(
  own: T,
  ...errors: (keyof typeof PROBLEMS)[]
): T & Record<keyof typeof PROBLEMS, typeof ProblemSchema> {
  const statuses = [400, 401, 403, 429, 431, 500, 503, ...errors] as const;
  const problems = statuses.map((status) => [status, { ...ProblemSchema, description: PROBLEMS[status] }]);
  return { ...(Object.fromEntries(problems) as Record<keyof typeof PROBLEMS, typeof ProblemSchema>), ...own };
}

export const OfferIdSchema = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "The offer's id in the network.",
  examples: ['3790'],
});

export const OfferIdParamsSchema = Type.Object({ offerId: OfferIdSchema });

/** The query parameter that continues a list. */
export const CursorSchema = Type.Optional(
  Type.String({ maxLength: 2_000, description: '`nextCursor` of the previous page.' }),
);

export const NOT_MODIFIED = {
  304: Type.Null({ description: 'The resource still has the ETag of `if-none-match`.' }),
};

const syncKind = literals(SYNC_KINDS, {
  description:
    'high: offers on the ConversionList and the watch list. full: the whole catalogue. refresh: rebuilds the ConversionList.',
});
const runStatus = literals(RUN_STATUSES, {
  description: 'incomplete: the run finished, but some pages or offers are missing.',
});
export const SyncKindSchema = component('SyncKind', syncKind);
export const RunStatusSchema = component('RunStatus', runStatus);

/** The filters of the list of runs. */
export const RUN_FILTERS = {
  kind: listOf(syncKind, { description: `Kinds of runs. ${String(syncKind.description)}` }),
  status: listOf(runStatus, { description: 'Statuses of runs.' }),
};
export const FullSyncStatusSchema = literals(FULL_SYNC_STATUSES, {
  description: 'Status of the offers to fetch. Default: Active.',
});

export const MaxPagesSchema = Type.Integer({
  ...FULL_SYNC_BOUNDS.maxPages,
  description:
    'Maximum number of pages to read, of 100 offers each. A partial scan never sweeps. Default: all pages.',
  examples: [20],
});
export const ConcurrencySchema = Type.Integer({
  ...FULL_SYNC_BOUNDS.concurrency,
  description:
    'Maximum number of concurrent page requests. Default: 10. Above 10, the settings of the worker are the actual limit.',
  examples: [10],
});

/** Rejects every parameter, so that a misplaced one is not ignored. */
export const EmptySchema = Type.Object({}, { additionalProperties: false });
export const NoBodySchema = nullable(EmptySchema);

export const WorkflowIdSchema = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description:
    'Such as full-sync-manual, or full-sync-2026-01-05T10:00:00Z for a scheduled run. URL-encoded: it may contain slashes and colons.',
  examples: ['full-sync-manual'],
});

/** Selects one of several runs with the same workflow id. */
export const RunQuerySchema = Type.Object(
  {
    runId: Type.Optional(
      Type.String({
        // A UUID: the Temporal server refuses other texts.
        pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
        description:
          'Run id, such as 01a21741-1f78-7e63-b2fb-8ced58a36ad6. Default: the newest run with this workflow id.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const LinksSchema = component(
  'RunLinks',
  Type.Object({
    self: Type.String({
      description: 'Path of the run in this API.',
      examples: ['/api/syncs/full-sync-manual?runId=01a21741-1f78-7e63-b2fb-8ced58a36ad6'],
    }),
    ui: nullable(
      Type.String({ description: 'Page of the run in the Temporal Web UI; null if no UI is configured.' }),
    ),
  }),
);

/** A run that was started or joined. */
export const STARTED_SYNC = {
  workflowId: Type.String({ examples: ['full-sync-manual'] }),
  runId: Type.String(),
  joined: Type.Boolean({ description: 'True: a run with these parameters was already running.' }),
  links: LinksSchema,
};
export const StartedSyncSchema = component(
  'StartedSync',
  Type.Object(STARTED_SYNC, {
    description: 'The run that was started or joined. `location` is its path in this API.',
  }),
);
export type StartedSyncResponse = Static<typeof StartedSyncSchema>;
