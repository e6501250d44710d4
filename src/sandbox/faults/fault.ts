import { type Static, Type } from '@sinclair/typebox';
import { BendAnswerSchema } from './bend-answer';
import { BreakBodySchema } from './break-body';
import { BreakConnectionSchema } from './break-connection';
import { RefuseSchema } from './refuse';

/** Which requests a fault strikes: those for which everything stated holds. Nothing stated: all requests. */
export const FaultMatchSchema = Type.Object(
  {
    /** This share of them, drawn by the sandbox's seed and the request's number. */
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** Only scans, and of them only these page numbers. */
    pages: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }))),
    asked: Type.Optional(Type.Union([Type.Literal('by-id'), Type.Literal('by-page')])),
    /** Only so many of them, counted from when the fault was set. */
    first: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Only so long, counted from when the fault was set. */
    forMs: Type.Optional(Type.Number({ minimum: 0 })),
    /** Only those that come after so many others within the same second of the clock: a rate limit. */
    overPerSecond: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

/** What goes wrong, told apart by its `kind`. */
export const FaultEffectSchema = Type.Union([
  RefuseSchema,
  BreakConnectionSchema,
  BreakBodySchema,
  BendAnswerSchema,
]);

export const FaultSchema = Type.Object(
  { when: Type.Optional(FaultMatchSchema), effect: FaultEffectSchema },
  { additionalProperties: false },
);

/** The first fault whose `when` holds strikes, and no other. `null`: nothing is wrong. */
export const FaultsSchema = Type.Union([Type.Null(), FaultSchema, Type.Array(FaultSchema)]);

export type FaultMatch = Static<typeof FaultMatchSchema>;
export type FaultEffect = Static<typeof FaultEffectSchema>;
export type Fault = Static<typeof FaultSchema>;
export type Faults = Static<typeof FaultsSchema>;
