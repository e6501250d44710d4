import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { HttpError } from '../../plugins/problems';

/** Deadline of a call, in milliseconds. The sandbox answers from memory. */
const TIMEOUT_MS = 2_000;

const StateSchema = Type.Object({
  sandbox: Type.Literal(true),
  offers: Type.Integer(),
  active: Type.Integer(),
  converting: Type.Integer(),
  faults: Type.Array(Type.Unknown()),
});

const ChangesSchema = Type.Object({
  changes: Type.Array(
    Type.Object({
      offerId: Type.String(),
      status: Type.Optional(Type.String()),
      pace: Type.Optional(Type.Number()),
    }),
  ),
});

const ChangedSchema = Type.Object({ changed: Type.Integer(), notThere: Type.Array(Type.String()) });

/** The control routes of a running sandbox. Each call throws an {@link HttpError} 503 if it does not answer. */
export type SandboxControl = ReturnType<typeof createSandboxControl>;

/** Creates the calls to the sandbox whose network has this URL. */
export function createSandboxControl(networkUrl: string) {
  const { origin } = new URL(networkUrl);

  async function call<T extends TSchema>(path: string, schema: T, body?: unknown): Promise<Static<T>> {
    const content = await fetch(`${origin}/sandbox/${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
      .then((response) => response.json())
      .catch(() => undefined);
    if (Value.Check(schema, content)) return content;
    throw new HttpError(
      503,
      `No sandbox answers at ${origin}. Start it, or set MOBIPIUM_API_URL of the API to its address.`,
    );
  }

  return {
    readState: () => call('state', StateSchema),
    readChanges: async () => (await call('changes', ChangesSchema)).changes,
    setFaults: (faults: object[]) =>
      call('faults', Type.Object({ faults: Type.Array(Type.Unknown()) }), faults),
    heal: () => call('heal', Type.Object({}), {}),
    /** False: the sandbox has no such offer. */
    async pauseOffer(offerId: string): Promise<boolean> {
      return (await call('changes', ChangedSchema, { pause: [offerId] })).changed === 1;
    },
    /** The offer stays Active, and its last conversion only gets older. False: the sandbox has no such offer. */
    async stopConversions(offerId: string): Promise<boolean> {
      return (await call('changes', ChangedSchema, { pace: { [offerId]: 0 } })).changed === 1;
    },
  };
}
