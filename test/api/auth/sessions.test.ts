import { createSessions } from '../../../src/api/auth/sessions';
import { startTestApi, type TestApi } from '../test-api';
import { type Answer, cookieOf, type HttpCaller, listenForTest } from './http-caller';

const KEY = 'the-key-of-these-tests';
const READ_KEY = 'another-key-that-reads';
const DAY_MS = 86_400_000;
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

const opened: TestApi[] = [];
let call: HttpCaller;

async function open(options: Parameters<typeof startTestApi>[0]): Promise<HttpCaller> {
  const api = await startTestApi({ trustedProxies: ['127.0.0.1'], ...options });
  opened.push(api);
  return listenForTest(api);
}

beforeAll(async () => {
  call = await open({ key: KEY, readKey: READ_KEY, withDatabase: true });
});

afterAll(async () => {
  for (const api of opened) await api.stop();
});

const signIn = (key: string, headers: Record<string, string> = {}) =>
  call('/api/session', { method: 'POST', body: { key }, headers });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` });
/** Starts a run; without a Temporal server it fails with 503 if it is allowed. */
const startRun = (headers: Record<string, string>, from = call) =>
  from('/api/syncs/high', { method: 'POST', headers: { ...SAME_ORIGIN, ...headers } });

test('exchanges the API key for a cookie that reads and changes state for 30 days', async () => {
  const answer = await signIn(KEY);

  expect(answer).toMatchObject({ status: 200, body: { required: true, level: 'write' } });
  const ends = Date.parse(String(answer.body.expiresAt)) - Date.now();
  expect(ends).toBeGreaterThan(29.9 * DAY_MS);
  expect(ends).toBeLessThanOrEqual(30 * DAY_MS);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('set-cookie')).toMatch(
    /^mobipium_session=[^;]{40,}; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
  );
  expect(answer.headers.get('set-cookie')).not.toContain(KEY);

  const headers = cookieOf(answer);
  expect((await call('/api/offers', { headers })).status).toBe(200);
  expect((await startRun(headers)).status).toBe(503);
  expect((await call('/api/session', { headers })).body).toEqual(answer.body);
});

test('exchanges the read key for a cookie that only reads', async () => {
  const answer = await signIn(READ_KEY);
  const headers = cookieOf(answer);

  expect(answer.body).toMatchObject({ required: true, level: 'read' });
  expect((await call('/api/offers', { headers })).status).toBe(200);
  expect(await startRun(headers)).toMatchObject({
    status: 403,
    body: { message: 'This key only reads. Send the API_KEY to change something.' },
  });
});

test('the cookie is for TLS only if the request came by TLS, also to a trusted proxy', async () => {
  const direct = await open({ key: KEY, trustedProxies: [] });
  const byTls = { 'x-forwarded-proto': 'https' };

  expect((await signIn(KEY, byTls)).headers.get('set-cookie')).toMatch(/; Secure/);
  const forged = await direct('/api/session', { method: 'POST', body: { key: KEY }, headers: byTls });
  expect(forged.headers.get('set-cookie')).not.toMatch(/; Secure/);
});

test('a session ends with its key: a changed API key ends sessions that it began, not those of the read key', async () => {
  const [write, read] = [cookieOf(await signIn(KEY)), cookieOf(await signIn(READ_KEY))];
  const other = await open({ key: 'the-new-key-of-these-tests', readKey: READ_KEY });
  const withoutReadKey = await open({ key: KEY });

  // Without a database, a request that is let in gets 503.
  const statuses = async (from: HttpCaller) => [
    (await from('/api/offers', { headers: write })).status,
    (await from('/api/offers', { headers: read })).status,
  ];
  expect(await statuses(other)).toEqual([401, 503]);
  expect(await statuses(withoutReadKey)).toEqual([503, 401]);
});

test('a session expires', async () => {
  const sessions = createSessions({ key: KEY, readKey: READ_KEY });
  const at = async (ageMs: number) => {
    const { setCookie } = sessions.begin('write', { isSecure: false, nowMs: Date.now() - ageMs });
    return (await call('/api/offers', { headers: { cookie: setCookie.split(';')[0]! } })).status;
  };

  expect(await at(29.9 * DAY_MS)).toBe(200);
  expect(await at(30.1 * DAY_MS)).toBe(401);
});

test.each<[string, (value: string) => string]>([
  ['another level', (value) => value.replace('read', 'write')],
  ['a later end', (value) => value.replace(/\.\d/, '.9')],
  ['another signature', (value) => `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`],
  ['no signature', (value) => value.slice(0, value.lastIndexOf('.'))],
  ['an empty signature', (value) => value.slice(0, value.lastIndexOf('.') + 1)],
  ['a level that does not exist', (value) => value.replace('read', 'constructor')],
  ['nothing', () => ''],
  ['an invalid escape', () => '%E0%A4%A'],
  ['a key', () => KEY],
])('rejects a cookie with %s', async (_name, change) => {
  const { cookie } = cookieOf(await signIn(READ_KEY));
  const [name, value = ''] = cookie.split('=');

  expect((await call('/api/offers', { headers: { cookie: `${name}=${change(value)}` } })).status).toBe(401);
  expect((await startRun({ cookie: `${name}=${change(value)}` })).status).toBe(401);
});

test('wrong keys count together, whether a form, a header or a password has sent them; the right ones always pass', async () => {
  const address = '198.51.100.20';
  const ways = [
    () => call('/api/session', { method: 'POST', body: { key: 'a guess' }, address }),
    () => call('/api/session', { headers: bearer('guess'), address }),
    () => call('/api/offers', { headers: bearer('guess'), address }),
    () => call('/api/offers', { headers: basic('guess'), address }),
  ];
  const statuses: number[] = [];
  for (let index = 0; index < 10; index += 1) statuses.push((await ways[index % ways.length]!()).status);
  expect(statuses).toEqual(Array(10).fill(401));

  for (const way of ways) {
    const answer = await way();
    expect(answer).toMatchObject({ status: 429, body: { error: 'Too Many Requests' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  for (const key of [KEY, READ_KEY]) {
    const right = await call('/api/session', { method: 'POST', body: { key }, address });
    expect(right.status).toBe(200);
    expect((await call('/api/offers', { headers: cookieOf(right), address })).status).toBe(200);
  }
});

test('the answer to a wrong key says so, and sets no cookie', async () => {
  const answer = await call('/api/session', {
    method: 'POST',
    body: { key: `${KEY}x` },
    address: '198.51.100.21',
  });

  expect(answer).toMatchObject({
    status: 401,
    body: { message: 'The key is wrong. Send the API_KEY or the API_READ_KEY.' },
  });
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('a bearer token decides alone; a password of the browser, even an old one, does not', async () => {
  const headers = cookieOf(await signIn(KEY));
  const address = '198.51.100.22';

  expect((await call('/api/offers', { headers: { ...headers, ...bearer('wrong') }, address })).status).toBe(
    401,
  );
  expect((await startRun({ ...headers, ...bearer(READ_KEY) })).status).toBe(403);
  for (let time = 1; time <= 15; time += 1) {
    expect((await call('/api/offers', { headers: { ...headers, ...basic('old') }, address })).status).toBe(
      200,
    );
  }
  expect((await startRun({ ...headers, ...basic('old') })).status).toBe(503);
});

test('says without a key whether one is needed, and what the caller may do', async () => {
  const unlocked = await open({});
  const level = async (headers: Record<string, string>) =>
    (await call('/api/session', { headers })).body.level;

  expect((await call('/api/session')).body).toEqual({
    required: true,
    level: 'none',
    expiresAt: null,
    sandbox: null,
  });
  expect(await level(bearer(KEY))).toBe('write');
  expect(await level(bearer(READ_KEY))).toBe('read');
  // A password does not change state.
  expect(await level(basic(KEY))).toBe('read');
  expect((await unlocked('/api/session')).body).toEqual({
    required: false,
    level: 'write',
    expiresAt: null,
    sandbox: null,
  });
  expect(await unlocked('/api/session', { method: 'POST', body: { key: KEY } })).toMatchObject({
    status: 409,
  });
});

test('says to callers who may read whether the mirrored network is the sandbox', async () => {
  const ofNetwork = await open({ key: KEY, withDatabase: true });
  await opened[0]!.store.claimSource('sandbox');
  await opened.at(-1)!.store.claimSource('network.example');
  const sandbox = async (from: HttpCaller, headers: Record<string, string> = {}) =>
    (await from('/api/session', { headers })).body.sandbox;

  expect([await sandbox(call, bearer(KEY)), await sandbox(call)]).toEqual([true, null]);
  expect(await sandbox(ofNetwork, bearer(KEY))).toBe(false);
});

test('signing out deletes the cookie', async () => {
  const answer: Answer = await call('/api/session', { method: 'DELETE', headers: SAME_ORIGIN });

  expect(answer.status).toBe(204);
  expect(answer.headers.get('set-cookie')).toBe('mobipium_session=; Max-Age=0; HttpOnly; SameSite=Strict');
});

test('requests of a session have the limit of its key, not that of callers without a key', async () => {
  const limited = await open({ key: KEY, requestsPerSecond: 5 });
  const signedIn = await limited('/api/session', {
    method: 'POST',
    body: { key: KEY },
    address: '198.51.100.30',
  });
  const address = '198.51.100.31';
  const flood = Promise.all(Array.from({ length: 20 }, () => limited('/api/offers', { address })));
  const own = await limited('/api/schedules', { headers: cookieOf(signedIn), address });

  expect((await flood).map(({ status }) => status)).toContain(429);
  expect(own.status).toBe(503);
});
