import { assertApiProtected, ConfigError, readConfig } from '../../../src/config';
import { isLoopback } from '../../../src/domain/is-loopback';
import { startTestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';
const DESK = 'https://desk.example';

let open: Awaited<ReturnType<typeof startTestApi>>;
let locked: Awaited<ReturnType<typeof startTestApi>>;

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
  '/api/cron',
  '/api/health/ready',
  '/metrics',
  '/docs',
  '/docs/json',
  '/nothing',
])('%s asks for the key where there is one', async (url) => {
  // From an address of its own, since wrong keys are counted.
  const remoteAddress = `198.51.100.${url.length}`;
  for (const headers of [
    {},
    bearer('wrong'),
    bearer(`${KEY}x`),
    bearer(''),
    basic('wrong'),
    { authorization: KEY },
  ]) {
    const refused = await locked.ask(url, { headers, remoteAddress });
    expect(refused).toMatchObject({ statusCode: 401, body: { error: 'Unauthorized' } });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
  }
  expect((await locked.ask(url, { headers: bearer(KEY), remoteAddress })).statusCode).not.toBe(401);
});

test('liveness needs no key, so that whoever watches the process need not know it', async () => {
  expect((await locked.ask('/api/health')).statusCode).toBe(200);
});

test('a person may show the key as a password to read, and not to change anything', async () => {
  const page = await locked.ask('/docs/json', { headers: basic(KEY) });
  const asked = await locked.ask('/api/queues', { headers: { accept: 'text/html' } });
  const start = await locked.ask('/api/syncs/high', { method: 'POST', headers: basic(KEY) });
  const cron = await locked.ask('/api/cron', { headers: basic(KEY) });

  expect(page.statusCode).toBe(200);
  expect(asked.headers['www-authenticate']).toMatch(/^Basic /);
  expect([start.statusCode, cron.statusCode]).toEqual([401, 401]);
});

test('with a key the API may be called by any name', async () => {
  const answer = await locked.ask('/docs/json', { headers: { ...bearer(KEY), host: 'mirror.example' } });

  expect(answer.statusCode).toBe(200);
});

test.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '10.0.0.1',
  '127.0.0.1.evil.example',
])(
  'without a key a request to the name "%s" is refused, since a page from elsewhere may have made it',
  async (host) => {
    const refused = await open.ask('/docs/json', { headers: { host } });

    expect(refused).toMatchObject({ statusCode: 403, body: { error: 'Forbidden' } });
    expect(refused.body.message).toMatch(/^host /);
  },
);

test.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST', '127.1.2.3'])(
  'without a key %s is this machine',
  async (host) => {
    expect((await open.ask('/docs/json', { headers: { host } })).statusCode).toBe(200);
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
  // Old browsers, which say of a GET nothing else.
  { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', origin: 'null' },
])('a page of another site changes nothing: %j', async (headers) => {
  for (const { method, url } of [
    { method: 'GET', url: '/api/cron' },
    { method: 'POST', url: '/api/syncs/full' },
    { method: 'POST', url: '/api/schedules/full-sync/pause' },
    { method: 'POST', url: '/api/syncs/full-sync-manual/cancel' },
  ] as const) {
    const refused = await open.ask(url, { method, headers });
    expect(refused).toMatchObject({ statusCode: 403 });
    expect(refused.body.message).toMatch(/^origin /);
  }
});

test('a browser that does not say whose page it is may start nothing by a GET, unless it shows the key', async () => {
  const headers = { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15' };

  expect((await open.ask('/api/cron', { headers })).statusCode).toBe(403);
  expect((await locked.ask('/api/cron', { headers: { ...headers, ...bearer(KEY) } })).statusCode).toBe(503);
  expect((await open.ask('/docs/json', { headers })).statusCode).toBe(200);
});

test('a HEAD starts nothing', async () => {
  expect(await open.app.inject({ method: 'HEAD', url: '/api/cron' })).toMatchObject({ statusCode: 405 });
});

test.each([
  {},
  { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000', host: 'localhost:3000' },
  { 'sec-fetch-site': 'none' },
  { origin: 'http://localhost:3000', host: 'localhost:3000' },
  { 'sec-fetch-site': 'cross-site', origin: DESK },
])('a caller of our own is let through, as far as Temporal, which is away here: %j', async (headers) => {
  expect((await open.ask('/api/cron', { headers })).statusCode).toBe(503);
});

test('pages of other sites may read the answers only where their origin is set', async () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: DESK, 'access-control-request-method': 'POST' },
  } as const;
  const allowed = await open.ask('/api/syncs/full', preflight);
  const other = await open.ask('/api/health', { headers: { origin: 'https://evil.example' } });
  const off = await locked.ask('/api/health', { headers: { origin: DESK } });

  expect(allowed.statusCode).toBe(204);
  expect(allowed.headers['access-control-allow-origin']).toBe(DESK);
  expect(other.headers['access-control-allow-origin']).not.toBe('https://evil.example');
  expect(off.headers).not.toHaveProperty('access-control-allow-origin');
});

test('the API is not served to other machines without a key', () => {
  const guarded = (environment: NodeJS.ProcessEnv) => () => assertApiProtected(readConfig(environment));

  expect(guarded({ HOST: '0.0.0.0' })).toThrow(ConfigError);
  expect(guarded({ HOST: '0.0.0.0' })).toThrow(/API_KEY is missing/);
  expect(guarded({ HOST: '::' })).toThrow(ConfigError);
  expect(guarded({ HOST: '0.0.0.0', API_KEY: KEY })).not.toThrow();
  for (const host of ['127.0.0.1', '::1', 'localhost']) expect(guarded({ HOST: host })).not.toThrow();
});

test('a name is this machine only where no resolver can point it elsewhere', () => {
  for (const name of ['localhost', 'api.localhost', '::1', '[::1]', '127.0.0.1'])
    expect(isLoopback(name)).toBe(true);
  for (const name of ['localhost.example', '127.0.0.1.example', '128.0.0.1', '::', '']) {
    expect(isLoopback(name)).toBe(false);
  }
});
