import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createLogThrottle } from '../../async/log-throttle';
import { HttpError } from '../plugins/problems';

/** Enough for a person who mistypes the key. */
const WRONG_KEYS_PER_MINUTE = 10;
const WRONG_KEYS_WINDOW_MS = 60_000;

/** One key for all addresses: an attacker with many of them must not fill the log. */
const throttle = createLogThrottle();

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Counts a wrong key from the address of a request, however it was sent.
     *
     * @throws {HttpError} 429 after ten within a minute.
     */
    countWrongKey: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  }
}

/**
 * Adds the count of wrong keys.
 *
 * The right key is always accepted: an address may be shared, and another client behind it must not lock its owner out.
 * Guessing is prevented by the length of the key. After ten wrong keys within a minute from one address, further wrong
 * ones get a 429, so that a client with an outdated key slows down, and the log has one line. Requests without a key do
 * not count, nor do sessions: a signature cannot be guessed.
 */
export function addWrongKeyCount(app: FastifyInstance): void {
  const count = app.createRateLimit({ max: WRONG_KEYS_PER_MINUTE, timeWindow: WRONG_KEYS_WINDOW_MS });
  app.decorate('countWrongKey', async (request, reply) => {
    // Counts and decides in one step, so that pipelined requests cannot pass together.
    const result = await count(request);
    if (result.isAllowed || !result.isExceeded) return;
    const due = throttle('wrong keys', performance.now());
    if (due)
      request.log.warn({ address: request.ip, ...due }, 'more than ten wrong API keys within a minute');
    void reply.header('retry-after', result.ttlInSeconds);
    throw new HttpError(429, 'Too many wrong API keys from this address. Send the right key, or wait.');
  });
}

/** The error for a request without access. A browser that asks for a page shows a form for a password. */
export function unauthorized({ headers }: FastifyRequest, reply: FastifyReply, message: string): HttpError {
  const isBrowser = headers.accept?.includes('text/html') ?? false;
  void reply.header('www-authenticate', isBrowser ? 'Basic realm="mobipium-sync"' : 'Bearer');
  return new HttpError(401, message);
}
