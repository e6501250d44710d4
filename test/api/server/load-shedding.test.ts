import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { sendRaw } from '../../../harness/servers/raw-http';
import { createAuthentication } from '../../../src/api/auth/identify';
import { createLoadShedding } from '../../../src/api/server/load-shedding';

const KEY = 'a-key-of-the-tests';
const PROXY = '127.0.0.99';
const LIMIT = 10;

let warn: jest.Mock;
let server: Server;
let port: number;
/** Number of requests that passed, by address. */
let passed: Map<string, number>;

beforeEach(async () => {
  passed = new Map();
  warn = jest.fn();
  const listener: RequestListener = ({ socket }, response) => {
    const address = socket.remoteAddress!;
    passed.set(address, (passed.get(address) ?? 0) + 1);
    response.setHeader('connection', 'close').end();
  };
  const shedLoad = createLoadShedding({
    requestsPerSecond: LIMIT,
    identify: createAuthentication({ key: KEY }).identify,
    isTrustedProxy: (address) => address === PROXY,
    isReserved: () => false,
    logger: { warn } as unknown as FastifyBaseLogger,
  });
  server = createServer(shedLoad(listener));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const request = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`;
const send = (text: string, address: string) => sendRaw(port, text, address).closed;
const sendMany = (count: number, text: string, address: string) =>
  Promise.all(Array.from({ length: count }, () => send(text, address)));
const statusOf = (response: string) => response.slice(9, 12);

test('requests above the limit of their address never pass, and get a 429 that closes the connection', async () => {
  const responses = await sendMany(50, request('/'), '127.0.0.2');

  const rejected = responses.filter((response) => statusOf(response) === '429');
  // Two seconds at most, if one ends meanwhile.
  expect(passed.get('127.0.0.2')).toBeLessThanOrEqual(2 * LIMIT);
  expect(rejected).toHaveLength(50 - passed.get('127.0.0.2')!);
  expect(rejected[0]).toContain('retry-after: 1\r\n');
  expect(rejected[0]).toContain('connection: close\r\n');
  expect(JSON.parse(rejected[0]!.split('\r\n\r\n')[1]!)).toEqual({
    statusCode: 429,
    error: 'Too Many Requests',
    message: 'Too many requests from this address. The limit is 10 per second.',
  });
  expect(warn.mock.calls).toEqual([
    [{ address: '127.0.0.2', suppressed: 0 }, 'too many requests from one address'],
  ]);
});

test('a flood gets few answers: rejected connections are held, and other addresses are served meanwhile', async () => {
  const CONNECTIONS = 5;
  const startedAtMs = performance.now();
  let answers = 0;
  let others = 0;
  const lasted = () => performance.now() - startedAtMs;
  const flood = async () => {
    for (; lasted() < 3_000; answers += 1) await send(request('/'), '127.0.0.2');
  };
  const other = async () => {
    for (; others < LIMIT; others += 1) await send(request('/'), '127.0.0.3');
    return lasted();
  };
  const [otherLasted] = await Promise.all([other(), ...Array.from({ length: CONNECTIONS }, flood)]);

  const seconds = Math.ceil(lasted() / 1_000) + 1;
  expect(answers).toBeLessThanOrEqual(seconds * (LIMIT + CONNECTIONS));
  expect(otherLasted).toBeLessThan(3_000);
  expect(passed.get('127.0.0.3')).toBe(LIMIT);
});

test.each([
  ['bearer', `authorization: Bearer ${KEY}\r\n`],
  ['basic', `authorization: Basic ${Buffer.from(`me:${KEY}`).toString('base64')}\r\n`],
])(
  'requests with the right key (%s) pass while others at their address are shed',
  async (_scheme, header) => {
    const flood = sendMany(3 * LIMIT, request('/', 'authorization: Bearer guess\r\n'), '127.0.0.2');
    const responses = await sendMany(LIMIT, request('/', header), '127.0.0.2');

    expect(new Set(responses.map(statusOf))).toEqual(new Set(['200']));
    expect((await flood).map(statusOf)).toContain('429');
  },
);

test('liveness is never rejected', async () => {
  const responses = await sendMany(5 * LIMIT, request('/api/health'), '127.0.0.2');

  expect(new Set(responses.map(statusOf))).toEqual(new Set(['200']));
  for (const path of ['/api/health?x', '/api/health/'])
    expect(statusOf(await send(request(path), '127.0.0.2'))).toBe('200');
});

test('liveness does not use up the limit of its address', async () => {
  const [, responses] = await Promise.all([
    sendMany(LIMIT, request('/api/health'), '127.0.0.2'),
    sendMany(LIMIT, request('/'), '127.0.0.2'),
  ]);

  expect(new Set(responses.map(statusOf))).toEqual(new Set(['200']));
});

test('paths that only begin like liveness are shed', async () => {
  const responses = await sendMany(5 * LIMIT, request('/api/health/ready'), '127.0.0.2');

  expect(responses.map(statusOf)).toContain('429');
});

test('does not count requests of a trusted proxy, which come from many clients', async () => {
  const responses = await sendMany(5 * LIMIT, request('/'), PROXY);

  expect(new Set(responses.map(statusOf))).toEqual(new Set(['200']));
});
