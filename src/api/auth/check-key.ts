import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createLogThrottle } from '../../async/log-throttle';
import { HttpError } from '../plugins/problems';
import type { CompareKey } from './compare-key';

/** Enough for a person who mistypes the key. */
const WRONG_KEYS_PER_MINUTE = 10;
const WRONG_KEYS_WINDOW_MS = 60_000;

/** One key for all addresses: an attacker with many of them must not fill the log. */
const throttle = createLogThrottle();

/** Throws an {@link HttpError} unless the request has the key. `changesState`: the request is not only a read. */
export type CheckKey = (request: FastifyRequest, reply: FastifyReply, changesState: boolean) => Promise<void>;

/**
 * Creates a check for the API key.
 *
 * The right key is always accepted: an address may be shared, and another client behind it must not lock its owner out.
 * Guessing is prevented by the length of the key. After ten wrong keys within a minute from one address, further wrong
 * ones get a 429, so that a client with an outdated key slows down, and the log has one line. Requests without a key do
 * not count.
 *
 * Browsers also attach a password to requests that other sites trigger, so it does not authorize changes.
 */
export function createKeyCheck(app: FastifyInstance, compareKey: CompareKey): CheckKey {
  const countWrongKey = app.createRateLimit({ max: WRONG_KEYS_PER_MINUTE, timeWindow: WRONG_KEYS_WINDOW_MS });

  return async (request, reply, changesState) => {
    const result = compareKey(request.headers.authorization, !changesState);
    if (result === 'right') return;
    if (result === 'wrong') {
      // Counts and decides in one step, so that pipelined requests cannot pass together.
      const count = await countWrongKey(request);
      if (!count.isAllowed && count.isExceeded) throw tooManyWrongKeys(request, reply, count.ttlInSeconds);
    }
    throw unauthorized(request, reply);
  };
}

function tooManyWrongKeys(
  request: FastifyRequest,
  reply: FastifyReply,
  retryAfterSeconds: number,
): HttpError {
  const due = throttle('wrong keys', performance.now());
  if (due) request.log.warn({ address: request.ip, ...due }, 'more than ten wrong API keys within a minute');
  void reply.header('retry-after', retryAfterSeconds);
  return new HttpError(429, 'Too many wrong API keys from this address. Send the right key, or wait.');
}

function unauthorized({ headers }: FastifyRequest, reply: FastifyReply): HttpError {
  const isBrowser = headers.accept?.includes('text/html') ?? false;
  void reply.header('www-authenticate', isBrowser ? 'Basic realm="mobipium-sync"' : 'Bearer');
  return new HttpError(401, 'The API key is missing or wrong. Send it as authorization: Bearer <API_KEY>.');
}
