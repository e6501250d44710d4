import type { RequestListener, ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createUpstream } from '../../src/upstream';
import { expectSafe } from './expect-safe';
import { CANARY_TOKEN, envelope, withStandIn } from './stand-in';

const PAGE = { page: 1, pageSize: 100 };
const WHOLE = JSON.stringify(envelope([{ offer_id: '1' }]));

function status(
  code: number,
  headers: Record<string, string> = {},
  body = '{"success":false}',
): RequestListener {
  return (request, response) => {
    // As the real one might: the refused URL, token and all, in the answer.
    response.writeHead(code, headers).end(body + String(request.url));
  };
}

function cutAfterHalf(response: ServerResponse, headers: Record<string, string | number>): void {
  response.writeHead(200, headers);
  response.write(WHOLE.slice(0, 40), () => response.socket?.destroy());
}

test.each<[string, RequestListener, string, object]>([
  ['429', status(429), 'UpstreamBusyError', { retryAfterMs: undefined }],
  ['429 with seconds', status(429, { 'retry-after': '7' }), 'UpstreamBusyError', { retryAfterMs: 7_000 }],
  [
    '429 with nonsense',
    status(429, { 'retry-after': 'soon' }),
    'UpstreamBusyError',
    { retryAfterMs: undefined },
  ],
  ['503 with a wait', status(503, { 'retry-after': '9999' }), 'UpstreamBusyError', { retryAfterMs: 600_000 }],
  ['503', status(503), 'UpstreamUnreachableError', { detail: 'HTTP 503' }],
  ['502 with HTML', status(502, {}, '<html>'), 'UpstreamUnreachableError', { detail: 'HTTP 502' }],
  ['408', status(408), 'UpstreamUnreachableError', { detail: 'HTTP 408' }],
  ['401', status(401), 'UpstreamTokenRefusedError', { message: 'the network refused the token' }],
  ['403', status(403), 'UpstreamTokenRefusedError', { message: 'the network refused the token' }],
  ['404', status(404), 'UpstreamRejectedError', { detail: 'HTTP 404' }],
  ['400', status(400), 'UpstreamRejectedError', { detail: 'HTTP 400' }],
  ['a redirect', status(302, { location: '/elsewhere' }), 'UpstreamBrokenAnswerError', {}],
  ['304', (_, response) => response.writeHead(304).end(), 'UpstreamBrokenAnswerError', {}],
  [
    '204',
    (_, response) => response.writeHead(204).end(),
    'UpstreamBrokenAnswerError',
    { detail: 'it is empty' },
  ],
  [
    'success false',
    (request, response) => response.end(JSON.stringify({ success: false, message: request.url })),
    'UpstreamRejectedError',
    {},
  ],
  [
    'HTML',
    (_, response) => response.end('<!doctype html><h1>Hi'),
    'UpstreamBrokenAnswerError',
    { detail: 'it is HTML, not JSON' },
  ],
  [
    'text',
    (request, response) => response.end(`no ${request.url}`),
    'UpstreamBrokenAnswerError',
    { detail: 'it is not JSON' },
  ],
  [
    'a wrong shape',
    (request, response) => response.end(JSON.stringify({ [String(request.url)]: 1 })),
    'UpstreamBrokenAnswerError',
    {},
  ],
  [
    'gzip',
    (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(WHOLE)),
    'UpstreamBrokenAnswerError',
    {},
  ],
  [
    'headers too large',
    (_, response) => response.setHeader('x-long', 'x'.repeat(20_000)).end(WHOLE),
    'UpstreamBrokenAnswerError',
    {},
  ],
  ['a body cut in a chunk', (_, response) => cutAfterHalf(response, {}), 'UpstreamUnreachableError', {}],
  [
    'a body shorter than its length',
    (_, response) => cutAfterHalf(response, { 'content-length': WHOLE.length }),
    'UpstreamUnreachableError',
    {},
  ],
  [
    'half an answer',
    (_, response) => response.end(WHOLE.slice(0, 40)),
    'UpstreamUnreachableError',
    { detail: 'the answer was cut' },
  ],
  ['a reset', (request) => request.socket.destroy(), 'UpstreamUnreachableError', {}],
  ['no answer', () => undefined, 'UpstreamUnreachableError', { detail: 'timeout after 0.4 s' }],
  [
    'headers and no body',
    (_, response) => response.flushHeaders(),
    'UpstreamUnreachableError',
    { detail: 'timeout after 0.4 s' },
  ],
  [
    'an error page without end',
    (_, response) => void response.writeHead(500).write('x'),
    'UpstreamUnreachableError',
    { detail: 'HTTP 500' },
  ],
])('%s has its name and tells no secret', (_, listener, name, properties) =>
  withStandIn(
    listener,
    async ({ upstream, requests }) => {
      const error: unknown = await upstream.readPage(PAGE).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name, ...properties });
      expectSafe(error);
      expect(requests).toHaveLength(1);
      expectSafe(await upstream.readOffers({ ids: ['1'] }).catch((reason: unknown) => reason));
    },
    { timeoutMs: 400 },
  ),
);

test('a closed port and a name that does not exist are unreachable, and tell no secret', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  for (const host of [`127.0.0.1:${port}`, 'no-such-host.invalid']) {
    const upstream = createUpstream({
      url: `http://${host}/findmyoffers/`,
      token: CANARY_TOKEN,
      timeoutMs: 5_000,
    });
    const error: unknown = await upstream.readPage(PAGE).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'UpstreamUnreachableError',
      detail: expect.stringMatching(/^E[A-Z_]+$/) as string,
    });
    expectSafe(error);
    await upstream.close();
  }
});
