import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tracing } from '../../telemetry/tracing';

/**
 * Records a span for each request, as part of the caller's trace if its `traceparent` header names one. Does nothing in a
 * process that sends no traces.
 */
export function addRequestTraces(app: FastifyInstance): void {
  const traces = tracing();
  if (traces === undefined) return;
  const spans = new WeakMap<FastifyRequest, ReturnType<typeof traces.startRequest>>();

  app.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, url, routeOptions } = request;
    const route = routeOptions.url;
    if (routeOptions.config.isStream === true) {
      done();
      return;
    }
    const span = traces.startRequest(headers, route === undefined ? method : `${method} ${route}`, {
      'http.request.method': method,
      // Without the query, which may hold a secret.
      'url.path': url.split('?')[0]!,
      ...(route === undefined ? {} : { 'http.route': route }),
    });
    spans.set(request, span);
    span.run(done);
  });
  // Again, because reading a body continues in the context of its connection.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.run(done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.end(reply.statusCode);
    done();
  });
}
