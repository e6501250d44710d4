import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const HEADER = 'x-request-id';

/** What proxies and clients use: UUIDs, ULIDs, hexadecimal numbers. Anything else could be a secret, or fill the log. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Long enough for every route. */
const MAX_PATH_LENGTH = 200;

/** The id of a request: that of the caller if it is valid, otherwise a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[HEADER];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * Sends each request's id in the header `x-request-id`; log lines about a request have it as `requestId`.
 *
 * With `accessLog`, logs one line for each request, without its query and headers, which may hold secrets. Requests that
 * are answered before they reach a route have no line.
 */
export function addRequestLog(app: FastifyInstance, { accessLog }: { accessLog: boolean }): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(HEADER, request.id);
    done();
  });
  if (!accessLog) return;
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url, routeOptions, ip } = request;
    request.log.info(
      {
        method,
        path: url.split('?')[0]!.slice(0, MAX_PATH_LENGTH),
        route: routeOptions.url,
        statusCode: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        address: ip,
      },
      'request',
    );
    done();
  });
}
