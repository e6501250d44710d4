import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../plugins/problems';

/** Enough for a person who mistypes the key, and far too few to guess one. */
const WRONG_KEYS_PER_MINUTE = 10;

/** Throws an {@link HttpError} unless the request has the key. `changesState`: the request is not only a read. */
export type CheckKey = (request: FastifyRequest, reply: FastifyReply, changesState: boolean) => Promise<void>;

/**
 * Creates a check for the API key, which is compared in constant time.
 *
 * After ten wrong keys within a minute, every request with a key from that address is rejected for the rest of the
 * minute, even with the right key. Requests without a key do not count.
 */
export function createKeyCheck(app: FastifyInstance, key: string): CheckKey {
  const expected = digest(key);
  const countWrongKey = app.createRateLimit({ max: WRONG_KEYS_PER_MINUTE, timeWindow: 60_000 });

  return async (request, reply, changesState) => {
    const candidate = readKey(request, changesState);
    if (candidate === undefined) throw unauthorized(request, reply);
    rejectIfExceeded(await countWrongKey(request, { increment: false }), reply);
    if (timingSafeEqual(digest(candidate), expected)) return;
    rejectIfExceeded(await countWrongKey(request), reply);
    throw unauthorized(request, reply);
  };
}

/** Has the same length for every key, so that the comparison takes the same time for every candidate. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Reads the key from a bearer token or, for reads, from a basic-auth password, so that a person can open the pages in a
 * browser. Undefined: the request has no key.
 *
 * Browsers also attach a password to requests that other sites trigger, so it does not authorize changes.
 */
function readKey({ headers }: FastifyRequest, changesState: boolean): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic' || changesState) return undefined;
  return Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function rejectIfExceeded(count: Count, reply: FastifyReply): void {
  if (count.isAllowed || !count.isExceeded) return;
  void reply.header('retry-after', count.ttlInSeconds);
  throw new HttpError(
    429,
    'Too many wrong API keys from this address. Wait for the seconds in the retry-after header.',
  );
}

function unauthorized({ headers }: FastifyRequest, reply: FastifyReply): HttpError {
  const isBrowser = headers.accept?.includes('text/html') ?? false;
  void reply.header('www-authenticate', isBrowser ? 'Basic realm="mobipium-sync"' : 'Bearer');
  return new HttpError(401, 'The API key is missing or wrong. Send it as authorization: Bearer <API_KEY>.');
}
