import { type TProperties, Type } from '@sinclair/typebox';

/** The schema of one kind of effect with its options. */
export function effectSchema<Kind extends string, Options extends TProperties = Record<never, never>>(
  kind: Kind,
  options: Options = {} as Options,
) {
  return Type.Object({ kind: Type.Literal(kind), ...options }, { additionalProperties: false });
}
