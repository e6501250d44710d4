import type { RequestListener, ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createUpstream } from '../../src/upstream';
import { expectNoSecret } from './expect-no-secret';
import { envelope, failureOf, SECRET_TOKEN, withTestNetwork } from './test-network';

const PAGE = { page: 1, pageSize: 100 };
const WHOLE = JSON.stringify(envelope([{ offer_id: '1' }]));

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

function truncate(response: ServerResponse, headers: Record<string, string | number>): void {
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
  [
    'a body truncated within a chunk',
    (_, response) => truncate(response, {}),
    'UpstreamUnreachableError',
    {},
  ],
  [
    'a body shorter than its length',
    (_, response) => truncate(response, { 'content-length': WHOLE.length }),
    'UpstreamUnreachableError',
    {},
  ],
  [
    'half an answer',
    (_, response) => response.end(WHOLE.slice(0, 40)),
    'UpstreamUnreachableError',
    { detail: 'the answer was truncated' },
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
    'an endless error page',
    (_, response) => void response.writeHead(500).write('x'),
    'UpstreamUnreachableError',
    { detail: 'HTTP 500' },
  ],
])('%s is an error of the right class without a secret', (_, listener, name, properties) =>
  withTestNetwork(
    listener,
    async ({ upstream, requests }) => {
      const error = await failureOf(upstream.readPage(PAGE));
      expect(error).toMatchObject({ name, ...properties });
      expectNoSecret(error);
      expect(requests).toHaveLength(1);
      expectNoSecret(await failureOf(upstream.readOffers({ ids: ['1'] })));
    },
    { timeoutMs: 400 },
  ),
);

test('a closed port and an unknown host name are unreachable, and the errors hold no secret', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  for (const host of [`127.0.0.1:${port}`, 'no-such-host.invalid']) {
    const upstream = createUpstream({
      url: `http://${host}/findmyoffers/`,
      token: SECRET_TOKEN,
      timeoutMs: 5_000,
    });
    const error = await failureOf(upstream.readPage(PAGE));
    expect(error).toMatchObject({
      name: 'UpstreamUnreachableError',
      detail: expect.stringMatching(/^E[A-Z_]+$/) as string,
    });
    expectNoSecret(error);
    await upstream.close();
  }
});
