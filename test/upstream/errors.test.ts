import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { findFreePort } from '../../src/local/process/ports';
import { createUpstream } from '../../src/upstream';
import { expectNoSecret } from './expect-no-secret';
import { ANSWER, failureOf, PAGE, SECRET_TOKEN, withTestNetwork } from './test-network';

const BUSY = 'UpstreamBusyError';
const UNREACHABLE = 'UpstreamUnreachableError';
const REFUSED = 'UpstreamTokenRefusedError';
const REJECTED = 'UpstreamRejectedError';
const BLOCKED = 'UpstreamBlockedError';
const BROKEN = 'UpstreamBrokenAnswerError';

function status(
  code: number,
  headers: Record<string, string> = {},
  body = '{"success":false}',
): RequestListener {
  return (request, response) => {
    // Echoes the refused URL with the token, as the real network might.
    response.writeHead(code, headers).end(body + String(request.url));
  };
}

/** Answers with a body that may contain the URL of the request, and with it the token. */
const answer =
  (body: (url: string) => string | Buffer, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    response.writeHead(200, headers).end(body(String(request.url)));
  };

const empty =
  (code: number): RequestListener =>
  (_, response) =>
    response.writeHead(code).end();

function truncate(response: ServerResponse, headers: Record<string, string | number>): void {
  response.writeHead(200, headers);
  response.write(ANSWER.slice(0, 40), () => response.socket?.destroy());
}

test.each<[string, RequestListener, string, object]>([
  ['429', status(429), BUSY, { retryAfterMs: undefined }],
  ['429 with seconds', status(429, { 'retry-after': '7' }), BUSY, { retryAfterMs: 7_000 }],
  ['429 with nonsense', status(429, { 'retry-after': 'soon' }), BUSY, { retryAfterMs: undefined }],
  ['503 with a wait', status(503, { 'retry-after': '9999' }), BUSY, { retryAfterMs: 600_000 }],
  ['503', status(503), UNREACHABLE, { detail: 'HTTP 503' }],
  ['502 with HTML', status(502, {}, '<html>'), UNREACHABLE, { detail: 'HTTP 502' }],
  ['408', status(408), UNREACHABLE, { detail: 'HTTP 408' }],
  ['401', status(401), REFUSED, { message: 'the network refused the token' }],
  ['403', status(403), REFUSED, { message: 'the network refused the token' }],
  ['401 with a Retry-After', status(401, { 'retry-after': '1' }), REFUSED, {}],
  ['403 with a Retry-After', status(403, { 'retry-after': '7' }), BUSY, { retryAfterMs: 7_000 }],
  ['403 with a rate limit', status(403, {}, '{"error":"Rate limit exceeded"}'), BUSY, {}],
  ['403 with HTML of a rate limit', status(403, {}, '<h1>Too many requests</h1>'), BUSY, {}],
  ['403 with HTML', status(403, {}, '\n<html>Access denied'), BLOCKED, {}],
  [
    '403 with compressed HTML',
    (_, response) => response.writeHead(403, { 'content-encoding': 'gzip' }).end(gzipSync('<html>')),
    BLOCKED,
    {},
  ],
  ['403 with JSON declared as HTML', status(403, { 'content-type': 'text/html' }), REFUSED, {}],
  ['an endless 403', (_, response) => void response.writeHead(403).write('x'), REFUSED, {}],
  [
    'a 403 of a megabyte of HTML',
    (_, response) => response.writeHead(403).end('<'.padEnd(1_000_000)),
    BLOCKED,
    {},
  ],
  ['404', status(404), REJECTED, { detail: 'HTTP 404' }],
  ['400', status(400), REJECTED, { detail: 'HTTP 400' }],
  ['a redirect without an address', status(302), BROKEN, {}],
  ['304', empty(304), BROKEN, {}],
  ['204', empty(204), BROKEN, { detail: 'it is empty' }],
  ['success false', answer((url) => JSON.stringify({ success: false, message: url })), REJECTED, {}],
  [
    'success false with a rate limit',
    answer((url) => JSON.stringify({ success: false, message: `Too many requests: ${url}` })),
    BUSY,
    { retryAfterMs: undefined },
  ],
  [
    'success false with a rate limit in an object',
    answer((url) => JSON.stringify({ success: false, error: { code: 9, text: `${url}: please slow down` } })),
    BUSY,
    { retryAfterMs: undefined },
  ],
  ['HTML', answer(() => '<!doctype html><h1>Hi'), BROKEN, { detail: 'it is HTML, not JSON' }],
  ['text', answer((url) => `no ${url}`), BROKEN, { detail: 'it is not JSON' }],
  ['a wrong shape', answer((url) => JSON.stringify({ [url]: 1 })), BROKEN, {}],
  ['headers too large', answer(() => ANSWER, { 'x-long': 'x'.repeat(20_000) }), BROKEN, {}],
  ['a body truncated within a chunk', (_, response) => truncate(response, {}), UNREACHABLE, {}],
  [
    'a body shorter than its length',
    (_, response) => truncate(response, { 'content-length': ANSWER.length }),
    UNREACHABLE,
    {},
  ],
  ['half an answer', answer(() => ANSWER.slice(0, 40)), UNREACHABLE, { detail: 'the answer was truncated' }],
  ['a reset', (request) => request.socket.destroy(), UNREACHABLE, {}],
  ['no answer', () => undefined, UNREACHABLE, { detail: 'timeout after 1 s' }],
  [
    'headers and no body',
    (_, response) => response.flushHeaders(),
    UNREACHABLE,
    { detail: 'timeout after 1 s' },
  ],
  [
    'an endless error page',
    (_, response) => void response.writeHead(500).write('x'),
    UNREACHABLE,
    { detail: 'HTTP 500' },
  ],
])('%s is an error of the right class without a secret', (label, listener, name, properties) => {
  // On a busy machine, an answer that ends may take longer than that.
  const isEndless = label.startsWith('an endless') || JSON.stringify(properties).includes('timeout');
  return withTestNetwork(
    listener,
    async ({ upstream, requests }) => {
      const error = await failureOf(upstream.readPage(PAGE));
      expect(error).toMatchObject({ name, ...properties });
      expectNoSecret(error);
      expect(requests).toHaveLength(1);
      expectNoSecret(await failureOf(upstream.readOffers({ ids: ['1'] })));
    },
    isEndless ? { timeoutMs: 1_000 } : {},
  );
});

test('a closed port and an unknown host name are unreachable, and the errors hold no secret', async () => {
  for (const host of [`127.0.0.1:${await findFreePort()}`, 'no-such-host.invalid']) {
    const url = `http://${host}/findmyoffers/`;
    const upstream = createUpstream({ url, token: SECRET_TOKEN, timeoutMs: 5_000 });
    const error = await failureOf(upstream.readPage(PAGE));
    expect(error).toMatchObject({
      name: UNREACHABLE,
      detail: expect.stringMatching(/^E[A-Z_]+$/) as string,
    });
    expectNoSecret(error);
    await upstream.close();
  }
});

test('a firewall page that never ends is named as such', () =>
  withTestNetwork(
    (_, response) => void response.writeHead(403, { 'content-type': 'text/html' }).write('<html><title>'),
    async ({ upstream }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({ name: BLOCKED });
    },
    { timeoutMs: 1_000 },
  ));
