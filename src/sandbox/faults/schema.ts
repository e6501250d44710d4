import { type Static, type TProperties, Type } from '@sinclair/typebox';

/** Which requests a fault applies to: those that meet every given condition. Without conditions: all requests. */
const FaultConditionSchema = Type.Object(
  {
    /** This share of requests, drawn by the sandbox's seed and the number of the request. */
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** Only these pages of scans. */
    pages: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }))),
    asked: Type.Optional(Type.Union([Type.Literal('by-id'), Type.Literal('by-page')])),
    /** Only the first requests, counted since the fault was set. */
    first: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Only for this time since the fault was set. */
    forMs: Type.Optional(Type.Number({ minimum: 0 })),
    /** Only requests above this number within one second of the clock: a rate limit. */
    overPerSecond: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

/** The schema of one kind of effect with its options. */
function effect<Kind extends string, Options extends TProperties = Record<never, never>>(
  kind: Kind,
  options: Options = {} as Options,
) {
  return Type.Object({ kind: Type.Literal(kind), ...options }, { additionalProperties: false });
}

const Size = Type.Optional(Type.Integer({ minimum: 1 }));

/** Responses that are (nearly) well-formed and contain false data. See `falsifyResponse`. */
const DataFaultSchema = Type.Union([
  effect('success-false'),
  effect('no-offers'),
  effect('null-offers'),
  effect('total-zero'),
  effect('empty-page'),
  effect('short-page'),
  effect('same-page', { asAsked: Type.Optional(Type.Boolean()) }),
  effect('duplicate', { beside: Type.Optional(Type.Boolean()) }),
  effect('small-catalogue', { offers: Type.Integer({ minimum: 1 }) }),
  effect('total', { value: Type.Integer({ minimum: 0 }) }),
  effect('total-pages', { value: Type.Union([Type.Number(), Type.String()]) }),
  effect('odd-rows', { rows: Type.Array(Type.Unknown()) }),
  effect('rename-field', { from: Type.String(), to: Type.String() }),
  effect('set-field', { ids: Type.Array(Type.String()), field: Type.String(), value: Type.Unknown() }),
  effect('vanish-share', { share: Type.Number({ minimum: 0, maximum: 1 }) }),
]);

/** What the fault does, discriminated by `kind`. See `prepareResponse`. */
const FaultEffectSchema = Type.Union([
  // Error statuses and redirects, without data of the catalogue. `retryAfter` is the text of the Retry-After header, sent
  // unchanged: seconds, a date, or an invalid value.
  effect('status', {
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    retryAfter: Type.Optional(Type.String()),
  }),
  effect('redirect', { to: Type.String() }),
  // A correct response that does not arrive, arrives in part, or arrives late.
  effect('hang'),
  effect('late', { ms: Type.Number({ minimum: 0 }) }),
  effect('slow-drip', { everyMs: Type.Optional(Type.Number({ minimum: 1 })) }),
  effect('cut-body'),
  effect('wrong-length'),
  effect('reset'),
  // HTTP 200 with an unusable body.
  effect('html'),
  effect('json-null'),
  effect('huge', { mebibytes: Size }),
  effect('gzip-bomb', { mebibytes: Size }),
  effect('deep-json', { depth: Size }),
  DataFaultSchema,
]);

const FaultSchema = Type.Object(
  { when: Type.Optional(FaultConditionSchema), effect: FaultEffectSchema },
  { additionalProperties: false },
);

/** Only the first fault whose conditions are met applies. `null`: no faults. */
export const FaultsSchema = Type.Union([Type.Null(), FaultSchema, Type.Array(FaultSchema)]);

export type DataFault = Static<typeof DataFaultSchema>;
export type FaultEffect = Static<typeof FaultEffectSchema>;
export type Fault = Static<typeof FaultSchema>;
export type Faults = Static<typeof FaultsSchema>;
