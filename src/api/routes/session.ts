import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { Authentication, Identity } from '../auth/identify';
import { unauthorized } from '../auth/wrong-keys';
import { HttpError } from '../plugins/problems';
import type { Reads } from '../reads';
import { component, literals, nullable, responses, TimestampSchema } from '../schemas';

const SessionSchema = component(
  'Session',
  Type.Object(
    {
      required: Type.Boolean({ description: 'Whether a key or a session is needed to read.' }),
      level: literals(['none', 'read', 'write'], {
        description: 'What the caller may do. A password of a browser only reads.',
      }),
      expiresAt: nullable(
        Type.String({
          ...TimestampSchema,
          description: 'When the session of the cookie ends. Null: there is none.',
        }),
      ),
      sandbox: nullable(
        Type.Boolean({
          description:
            'Whether the mirrored network is the sandbox. Null: the caller may not read, nothing is mirrored yet, or the database cannot be reached.',
        }),
      ),
    },
    { description: 'What the caller may do.' },
  ),
);

/** Any route that answers without a key. */
const PUBLIC = { isPublic: true };

/** Sign in, sign out, and what the caller may do. `auth` is undefined if no key is set. */
export const sessionRoutes: FastifyPluginCallbackTypebox<{
  auth: Authentication | undefined;
  reads: Reads;
}> = (app, { auth, reads }, done) => {
  app.addHook('onRequest', (_request, reply, next) => {
    void reply.header('cache-control', 'no-store');
    next();
  });

  const describe = async ({ access, session }: Pick<Identity, 'access' | 'session'>) => ({
    required: auth !== undefined,
    level: access,
    expiresAt: session === undefined ? null : new Date(session.expiresAtMs).toISOString(),
    sandbox: access === 'none' ? null : await isSandbox(reads),
  });

  app.get(
    '',
    {
      config: PUBLIC,
      schema: {
        operationId: 'getSession',
        tags: ['session'],
        summary: 'Find out whether a key is needed, and what the caller may do',
        description: 'Needs no key. A wrong key is rejected as everywhere.',
        security: [],
        response: responses({ 200: SessionSchema }),
      },
    },
    async (request, reply) => {
      const identity: Identity = auth?.identify(request.headers) ?? {
        access: 'write',
        credential: 'nothing',
      };
      // Otherwise this route would tell right keys from wrong ones without a limit.
      if (identity.credential === 'wrong key') await rejectKey(request, reply);
      return describe(identity);
    },
  );

  app.post(
    '',
    {
      config: PUBLIC,
      schema: {
        operationId: 'signIn',
        tags: ['session'],
        summary: 'Exchange a key for a session cookie',
        description:
          'For browsers: scripts cannot read the cookie, and it changes state only for pages of this API. It expires after ' +
          '30 days, and ends when the key is changed. Ten wrong keys within a minute from one address get 401, further ones 429.',
        security: [],
        body: Type.Object(
          {
            key: Type.String({
              minLength: 1,
              maxLength: 1_000,
              description: '`API_KEY`, or `API_READ_KEY` for a session that only reads.',
            }),
          },
          { additionalProperties: false },
        ),
        response: responses(
          {
            200: {
              ...SessionSchema,
              description: 'The session. `set-cookie` has its cookie.',
            },
          },
          409,
          413,
          415,
        ),
      },
    },
    async (request, reply) => {
      if (auth === undefined) {
        throw new HttpError(409, 'No API_KEY is set, so there are no sessions. Requests need no key.');
      }
      const access = auth.accessOfKey(request.body.key);
      if (access === 'none') return rejectKey(request, reply);
      const { session, setCookie } = auth.sessions.begin(access, { isSecure: request.protocol === 'https' });
      void reply.header('set-cookie', setCookie);
      return describe({ access, session });
    },
  );

  app.delete(
    '',
    {
      config: PUBLIC,
      schema: {
        operationId: 'signOut',
        tags: ['session'],
        summary: 'Delete the session cookie',
        description:
          'Needs no key. The server stores no sessions: a copy of the cookie stays valid until it expires or the key is changed.',
        security: [],
        response: responses({ 204: Type.Null({ description: 'The browser has no session any more.' }) }),
      },
    },
    async (_request, reply) => {
      if (auth !== undefined) void reply.header('set-cookie', auth.sessions.end());
      return reply.code(204).send(null);
    },
  );
  done();

  async function rejectKey(...[request, reply]: Parameters<typeof app.countWrongKey>): Promise<never> {
    await app.countWrongKey(request, reply);
    throw unauthorized(request, reply, 'The key is wrong. Send the API_KEY or the API_READ_KEY.');
  }
};

/** Null: not known now. */
async function isSandbox(reads: Reads): Promise<boolean | null> {
  const source = await reads.readSource().catch(() => null);
  return source === null ? null : source === 'sandbox';
}
