import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Histogram, Registry } from 'prom-client';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The response lasts as long as its client likes: it is neither measured nor traced. */
    isStream?: boolean;
  }
}

/** The route of requests that match none, so that their paths add no time series. */
const NO_ROUTE = 'unknown';

/**
 * Measures the duration of every request by method, route pattern and status: also of those that a hook refuses, and of
 * those that are answered before they reach a route. Requests that are not HTTP, aborted ones, and streams, which last as
 * long as the client likes, are not counted.
 *
 * Name and labels are those of `fastify-metrics`. That plugin starts its timers in a hook of its own, so it would miss the
 * requests that earlier hooks refuse.
 */
export function addHttpMetrics(app: FastifyInstance): Registry {
  const registry = new Registry();
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of requests to the API in seconds.',
    labelNames: ['method', 'route', 'status_code'],
    registers: [registry],
  });
  const routed = new WeakSet<IncomingMessage>();

  app.addHook('onRequest', (request, _reply, done) => {
    routed.add(request.raw);
    done();
  });
  app.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    if (routeOptions.config.isStream === true && reply.statusCode === 200) {
      done();
      return;
    }
    const labels = { method, route: routeOptions.url ?? NO_ROUTE, status_code: reply.statusCode };
    duration.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
  app.server.on('request', (request, response) => {
    const startedAtMs = performance.now();
    response.once('finish', () => {
      if (routed.has(request)) return;
      const labels = { method: request.method!, route: NO_ROUTE, status_code: response.statusCode };
      duration.observe(labels, (performance.now() - startedAtMs) / 1_000);
    });
  });
  return registry;
}
