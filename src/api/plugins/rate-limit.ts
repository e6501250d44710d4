import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { RefusedError } from './problems';

const WINDOW_MS = 1_000;

/**
 * Answer at most so many requests a second to one address; 0: any number. It also brings what counts wrong keys.
 *
 * Add it before whatever takes time. Liveness is always told: whoever watches the process would otherwise end it
 * because of what somebody else at the same address does.
 */
export function addRateLimit(app: FastifyInstance, requestsPerSecond: number): void {
  void app.register(rateLimit, {
    global: false,
    max: requestsPerSecond,
    timeWindow: WINDOW_MS,
    allowList: (request) => request.routeOptions.config.isOpen === true,
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { max }) =>
      new RefusedError(429, `too many requests: at most ${max} a second are answered to one address`),
  });
  // A hook of the whole API, since those of routes come after the guard, and there are none where no route is.
  if (requestsPerSecond > 0) void app.after(() => app.addHook('onRequest', app.rateLimit()));
}
