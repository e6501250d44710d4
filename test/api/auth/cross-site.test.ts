import { startTestApi, type TestApi } from '../test-api';
import { cookieOf, type HttpCaller, listenForTest } from './http-caller';

const KEY = 'the-key-of-these-tests';
const DESK = 'https://desk.example';

let api: TestApi;
let call: HttpCaller;
let session: { cookie: string };
let changes: { method: string; path: string }[];

beforeAll(async () => {
  api = await startTestApi({ key: KEY, corsOrigins: [DESK], trustedProxies: ['127.0.0.1'] });
  call = await listenForTest(api);
  session = cookieOf(await call('/api/session', { method: 'POST', body: { key: KEY } }));
  const { body } = await call('/docs/json', { headers: { authorization: `Bearer ${KEY}` } });
  changes = Object.entries(body.paths as Record<string, Record<string, unknown>>)
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, 'x'),
      })),
    )
    .filter(({ method, path }) => path !== '/api/session' && (method !== 'GET' || path === '/api/cron'));
});

afterAll(() => api.stop());

/** What a browser sends. In all these cases it would also send the cookie, if SameSite=Strict did not prevent it. */
test.each<[string, Record<string, string>]>([
  ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a page of another port or subdomain', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:8233' }],
  [
    'a form of another site',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', origin: 'null' },
  ],
  ['a link in a mail', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
  ['an old browser on another site', { origin: 'https://evil.example' }],
  ['an old browser in a sandboxed frame', { origin: 'null' }],
  ['an origin that is no URL', { origin: 'evil' }],
  ['a caller without an origin', {}],
  [
    'an origin that only begins like ours',
    { origin: 'http://mirror.example.evil.example', host: 'mirror.example' },
  ],
  ['a page that CORS allows, which has no key', { 'sec-fetch-site': 'cross-site', origin: DESK }],
])('a session changes nothing for %s', async (_name, headers) => {
  expect(changes.length).toBeGreaterThan(10);
  for (const { method, path } of changes) {
    const answer = await call(path, { method, headers: { ...session, ...headers } });
    expect({ method, path, ...answer }).toMatchObject({ method, path, status: 403 });
    expect(answer.body.message).toMatch(/^The request does not come from a page of this API/);
  }
});

test.each<[string, Record<string, string>]>([
  ['a browser', { 'sec-fetch-site': 'same-origin', origin: 'http://mirror.example', host: 'mirror.example' }],
  ['an old browser', { origin: 'http://mirror.example', host: 'mirror.example' }],
  // A proxy may replace the host.
  [
    'an old browser behind a proxy',
    { origin: 'https://mirror.example', 'x-forwarded-host': 'mirror.example', host: 'api:3000' },
  ],
])('a session changes state for a page of this API in %s', async (_name, headers) => {
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/syncs/high',
    headers: { ...session, ...headers },
  });

  // Allowed, and then there is no Temporal server.
  expect(answer.statusCode).toBe(503);
});

test('no page of another site signs a browser in or out', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]) {
    const signIn = await call('/api/session', { method: 'POST', body: { key: KEY }, headers });
    const signOut = await call('/api/session', { method: 'DELETE', headers });
    expect([signIn.status, signOut.status]).toEqual([403, 403]);
    expect(signIn.headers.get('set-cookie')).toBeNull();
  }
});

test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
  'a form cannot sign in: %s',
  async (type) => {
    const headers = { 'content-type': type };
    const answer = await call('/api/session', { method: 'POST', body: { key: KEY }, headers });

    expect([400, 415]).toContain(answer.status);
    expect(answer.headers.get('set-cookie')).toBeNull();
  },
);

test('the cookie gives pages of other sites no access by CORS', async () => {
  const answer = await call('/api/schedules', { headers: { ...session, origin: DESK } });

  expect(answer.headers.get('access-control-allow-origin')).toBe(DESK);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
});
