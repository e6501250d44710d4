import { type Static, Type } from '@sinclair/typebox';
import { BodyFaultSchema } from './body-faults';
import { ConnectionFaultSchema } from './connection-faults';
import { DataFaultSchema } from './data-faults';
import { StatusFaultSchema } from './status-faults';

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

/** What the fault does, discriminated by `kind`. */
const FaultEffectSchema = Type.Union([
  StatusFaultSchema,
  ConnectionFaultSchema,
  BodyFaultSchema,
  DataFaultSchema,
]);

const FaultSchema = Type.Object(
  { when: Type.Optional(FaultConditionSchema), effect: FaultEffectSchema },
  { additionalProperties: false },
);

/** Only the first fault whose conditions are met applies. `null`: no faults. */
export const FaultsSchema = Type.Union([Type.Null(), FaultSchema, Type.Array(FaultSchema)]);

export type FaultEffect = Static<typeof FaultEffectSchema>;
export type Fault = Static<typeof FaultSchema>;
export type Faults = Static<typeof FaultsSchema>;
