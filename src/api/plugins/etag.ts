import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** An age that grows by the second is no news: what it is the age of stands beside it. */
const TICKING = /"lastConversionAgeSeconds":\d+/g;

/**
 * Give every read that may be kept a weak ETag, and answer 304 to a caller who has it already.
 *
 * Add it before anything that compresses. A route that says `cache-control` for itself is left alone.
 */
export function addEtags(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (
      !isRead ||
      reply.statusCode !== 200 ||
      typeof payload !== 'string' ||
      reply.hasHeader('cache-control')
    ) {
      done(null, payload);
      return;
    }
    const etag = `W/"${createHash('sha1').update(payload.replaceAll(TICKING, '')).digest('base64url')}"`;
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (!names(request.headers['if-none-match'], etag)) {
      done(null, payload);
      return;
    }
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

/** Weak comparison, as If-None-Match asks for. */
function names(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
