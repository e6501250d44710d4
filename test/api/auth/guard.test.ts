import { assertApiProtected, ConfigError, readConfig } from '../../../src/config';
import { isLoopback } from '../../../src/domain/is-loopback';
import { startTestApi, type TestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';
const DESK = 'https://desk.example';

let open: TestApi;
let locked: TestApi;

beforeAll(async () => {
  open = await startTestApi({ corsOrigins: [DESK] });
  locked = await startTestApi({ key: KEY });
});

afterAll(async () => {
  await open.stop();
  await locked.stop();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` });

test.each([
  '/api/offers',
  '/api/syncs',
  '/api/queues',
  '/api/schedules',
  '/api/watchlist',
  '/api/cron',
  '/api/health/ready',
  '/metrics',
  '/docs',
  '/docs/json',
  '/nothing',
])('%s requires the key if one is set', async (url) => {
  // Wrong keys are counted by address.
  const remoteAddress = `198.51.100.${url.length}`;
  for (const headers of [
    {},
    bearer('wrong'),
    bearer(`${KEY}x`),
    bearer(''),
    basic('wrong'),
    { authorization: KEY },
  ]) {
    const response = await locked.request(url, { headers, remoteAddress });
    expect(response).toMatchObject({ statusCode: 401, body: { error: 'Unauthorized' } });
    expect(response.headers['www-authenticate']).toBe('Bearer');
  }
  expect((await locked.request(url, { headers: bearer(KEY), remoteAddress })).statusCode).not.toBe(401);
});

test('liveness needs no key', async () => {
  expect((await locked.request('/api/health')).statusCode).toBe(200);
});

test('accepts the key as a password for reads, not for changes of state', async () => {
  const page = await locked.request('/docs/json', { headers: basic(KEY) });
  const withoutKey = await locked.request('/api/queues', { headers: { accept: 'text/html' } });
  const start = await locked.request('/api/syncs/high', { method: 'POST', headers: basic(KEY) });
  const cron = await locked.request('/api/cron', { headers: basic(KEY) });

  expect(page.statusCode).toBe(200);
  expect(withoutKey.headers['www-authenticate']).toMatch(/^Basic /);
  expect([start.statusCode, cron.statusCode]).toEqual([401, 401]);
});

test('accepts any host name with the key', async () => {
  const answer = await locked.request('/docs/json', { headers: { ...bearer(KEY), host: 'mirror.example' } });

  expect(answer.statusCode).toBe(200);
});

test.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '10.0.0.1',
  '127.0.0.1.evil.example',
])('without a key set, rejects a request to the host "%s", which another site may control', async (host) => {
  const response = await open.request('/docs/json', { headers: { host } });

  expect(response).toMatchObject({ statusCode: 403, body: { error: 'Forbidden' } });
  expect(response.body.message).toMatch(/^The host header /);
});

test.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST', '127.1.2.3'])(
  'without a key set, accepts a request to %s',
  async (host) => {
    expect((await open.request('/docs/json', { headers: { host } })).statusCode).toBe(200);
  },
);

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:9999', host: 'localhost:3000' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  // Old browsers send nothing else with a GET.
  { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', origin: 'null' },
])('rejects changes of state by a page of another site: %j', async (headers) => {
  for (const { method, url } of [
    { method: 'GET', url: '/api/cron' },
    { method: 'POST', url: '/api/syncs/full' },
    { method: 'POST', url: '/api/schedules/full-sync/pause' },
    { method: 'POST', url: '/api/syncs/full-sync-manual/cancel' },
    { method: 'PUT', url: '/api/watchlist/1' },
    { method: 'DELETE', url: '/api/watchlist/1' },
    { method: 'POST', url: '/api/watchlist' },
  ] as const) {
    const response = await open.request(url, { method, headers });
    expect(response).toMatchObject({ statusCode: 403 });
    expect(response.body.message).toMatch(/^The origin is another site/);
  }
});

test('rejects a GET that changes state from a browser that does not name the site, unless it has the key', async () => {
  const headers = { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15' };

  expect((await open.request('/api/cron', { headers })).statusCode).toBe(403);
  expect((await locked.request('/api/cron', { headers: { ...headers, ...bearer(KEY) } })).statusCode).toBe(
    503,
  );
  expect((await open.request('/docs/json', { headers })).statusCode).toBe(200);
});

test('does not start a sync for a HEAD request', async () => {
  expect(await open.app.inject({ method: 'HEAD', url: '/api/cron' })).toMatchObject({ statusCode: 405 });
});

test.each([
  {},
  { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000', host: 'localhost:3000' },
  { 'sec-fetch-site': 'none' },
  { origin: 'http://localhost:3000', host: 'localhost:3000' },
  { 'sec-fetch-site': 'cross-site', origin: DESK },
])(
  'accepts a caller of the same site or an allowed one, and then fails at the missing Temporal server: %j',
  async (headers) => {
    expect((await open.request('/api/cron', { headers })).statusCode).toBe(503);
  },
);

test('allows cross-origin reads by the configured origins only', async () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: DESK, 'access-control-request-method': 'POST' },
  } as const;
  const allowed = await open.request('/api/syncs/full', preflight);
  const other = await open.request('/api/health', { headers: { origin: 'https://evil.example' } });
  const off = await locked.request('/api/health', { headers: { origin: DESK } });

  expect(allowed.statusCode).toBe(204);
  expect(allowed.headers['access-control-allow-origin']).toBe(DESK);
  expect(allowed.headers['access-control-allow-methods']).toBe('GET, HEAD, POST, PUT, DELETE');
  expect(other.headers['access-control-allow-origin']).not.toBe('https://evil.example');
  expect(off.headers).not.toHaveProperty('access-control-allow-origin');
});

test('does not listen on addresses of other networks without a key', () => {
  const guarded = (environment: NodeJS.ProcessEnv) => () => assertApiProtected(readConfig(environment));

  expect(guarded({ HOST: '0.0.0.0' })).toThrow(ConfigError);
  expect(guarded({ HOST: '0.0.0.0' })).toThrow(/API_KEY is missing/);
  expect(guarded({ HOST: '::' })).toThrow(ConfigError);
  expect(guarded({ HOST: '0.0.0.0', API_KEY: KEY })).not.toThrow();
  for (const host of ['127.0.0.1', '::1', 'localhost']) expect(guarded({ HOST: host })).not.toThrow();
});

test('treats a host name as local only if no resolver can point it elsewhere', () => {
  for (const name of ['localhost', 'api.localhost', '::1', '[::1]', '127.0.0.1'])
    expect(isLoopback(name)).toBe(true);
  for (const name of ['localhost.example', '127.0.0.1.example', '5.127.0.0.1', '128.0.0.1', '::', '']) {
    expect(isLoopback(name)).toBe(false);
  }
});
