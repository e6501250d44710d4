import { startTestApi, type TestApi } from '../test-api';
import { type HttpCaller, listenForTest } from './http-caller';

const KEY = 'the-key-of-these-tests';
const READ_KEY = 'another-key-that-reads';

let api: TestApi;
let call: HttpCaller;
let routes: { method: string; path: string }[];

beforeAll(async () => {
  api = await startTestApi({ key: KEY, readKey: READ_KEY });
  call = await listenForTest(api);
  const { body } = await call('/docs/json', { headers: { authorization: `Bearer ${READ_KEY}` } });
  routes = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, 'x'),
    })),
  );
});

afterAll(() => api.stop());

const isChange = ({ method, path }: { method: string; path: string }) =>
  method !== 'GET' || path === '/api/cron';
const bearer = { authorization: `Bearer ${READ_KEY}` };
const basic = { authorization: `Basic ${Buffer.from(`me:${READ_KEY}`).toString('base64')}` };

test('the read key is rejected by every route that changes state, and by no other', async () => {
  const changes = routes.filter((route) => isChange(route) && route.path !== '/api/session');
  const reads = routes.filter((route) => !isChange(route));
  expect(changes.length).toBeGreaterThan(10);
  expect(reads.length).toBeGreaterThan(10);

  for (const { method, path } of changes) {
    expect({ method, path, ...(await call(path, { method, headers: bearer })) }).toMatchObject({
      method,
      path,
      status: 403,
      body: { error: 'Forbidden', message: 'This key only reads. Send the API_KEY to change something.' },
    });
  }
  for (const { path } of reads) {
    const { status } = await call(path, { headers: bearer });
    expect({ path, isLetIn: ![401, 403, 429].includes(status) }).toEqual({ path, isLetIn: true });
  }
});

test('the read key is also a password: for pages, the documentation and metrics', async () => {
  const html = { accept: 'text/html', ...basic };
  const statuses = await Promise.all(
    ['/api/queues', '/api/syncs', '/docs/', '/docs/json', '/metrics'].map(
      async (path) => [path, (await call(path, { headers: html })).status] as const,
    ),
  );

  expect(statuses.filter(([, status]) => [401, 403].includes(status))).toEqual([]);
  expect((await call('/api/cron', { headers: html })).status).toBe(401);
});

test('a wrong key is no read key', async () => {
  const headers = { authorization: `Bearer ${READ_KEY.toUpperCase()}` };

  expect((await call('/api/offers', { headers })).status).toBe(401);
});
