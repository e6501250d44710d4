import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './problems';

const WINDOW_MS = 1_000;

/**
 * Limits the requests per second from one address; 0: no limit. Also provides the counter of wrong keys.
 *
 * Exempts liveness: a supervisor at the same address as a busy client must not restart the process. Register it before
 * hooks that take time.
 */
export function addRateLimit(app: FastifyInstance, requestsPerSecond: number): void {
  void app.register(rateLimit, {
    global: false,
    max: requestsPerSecond,
    timeWindow: WINDOW_MS,
    allowList: (request) => request.routeOptions.config.isPublic === true,
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { max }) =>
      new HttpError(429, `Too many requests from this address. The limit is ${max} per second.`),
  });
  // A hook of the whole API: route hooks run after the guard, and unknown URLs have none.
  if (requestsPerSecond > 0) void app.after(() => app.addHook('onRequest', app.rateLimit()));
}
