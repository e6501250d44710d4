import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { negotiateFormat } from '../formats/negotiate';

/** Changes every second without new information: the response also has the time of the conversion. */
const AGE_FIELD = /"lastConversionAgeSeconds":\d+/g;

/**
 * Adds a weak ETag to every cacheable read, and answers 304 if the client's copy is current.
 *
 * JSON has the same ETag whether it is indented or not; CSV and a feed have others. Skips routes that set `cache-control`
 * themselves. Register it before the formats and compression.
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
    const hash = createHash('sha1').update(payload.replaceAll(AGE_FIELD, ''));
    const format = negotiateFormat(request);
    if (format === 'csv' || format === 'atom') hash.update(format);
    const etag = `W/"${hash.digest('base64url')}"`;
    void reply
      .header('etag', etag)
      .header('cache-control', 'private, no-cache')
      .header('vary', [reply.getHeader('vary') ?? [], 'accept'].flat().join(', '));
    if (!matches(request.headers['if-none-match'], etag)) {
      done(null, payload);
      return;
    }
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

/** Weak comparison, as RFC 9110 requires for If-None-Match. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
