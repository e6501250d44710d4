import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { Identify } from '../auth/identify';
import { HttpError } from './problems';

const WINDOW_MS = 1_000;

export interface RateLimitOptions {
  /** Per address. 0: no limit. */
  requestsPerSecond: number;
  /** Undefined: there is no key. */
  identify: Identify | undefined;
}

/**
 * Limits the requests per second from one address. Also provides the counter of wrong keys.
 *
 * Counts requests with each right key separately: another client behind the same address must not use up the limit of the
 * key's owner. Exempts liveness: a supervisor at the same address as a busy client must not restart the process. Register
 * it before hooks that take time.
 */
export function addRateLimit(app: FastifyInstance, { requestsPerSecond, identify }: RateLimitOptions): void {
  void app.register(rateLimit, {
    global: false,
    max: requestsPerSecond,
    timeWindow: WINDOW_MS,
    keyGenerator: ({ ip, headers }) => {
      return `${normalizeIP(ip)} ${identify?.(headers).access ?? 'none'}`;
    },
    allowList: (request) => request.routeOptions.config.isLiveness === true,
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { max }) => new HttpError(429, tooManyRequests(max)),
  });
  // A hook of the whole API: route hooks run after the guard, and unknown URLs have none.
  if (requestsPerSecond > 0) void app.after(() => app.addHook('onRequest', app.rateLimit()));
}

/** The message of a 429. */
export function tooManyRequests(requestsPerSecond: number): string {
  return `Too many requests from this address. The limit is ${requestsPerSecond} per second.`;
}
