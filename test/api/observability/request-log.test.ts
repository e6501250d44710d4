import pino from 'pino';
import { buildApp } from '../../../src/api';
import { requestIdOf } from '../../../src/api/observability/request-log';
import { startTestApi, type TestApi } from '../test-api';

const KEY = 'a-key-of-the-tests-0123';
const HEADERS = { authorization: `Bearer ${KEY}` };

let api: TestApi;
let lines: Record<string, unknown>[];

beforeAll(async () => (api = await startTestApi()));
afterAll(() => api.stop());
beforeEach(() => (lines = []));

async function withApp(
  accessLog: boolean,
  work: (app: ReturnType<typeof buildApp>) => Promise<void>,
): Promise<void> {
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const app = buildApp({ ...api, key: KEY, accessLog, logger: pino({}, { write }) });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

test('a valid request id is taken over, another one is replaced, and the answer and the log have it', () =>
  withApp(false, async (app) => {
    const request = (id: string) =>
      app.inject({ url: '/api/offers', headers: { ...HEADERS, 'x-request-id': id } });

    const taken = await request('01JZ5V-a.b_c');
    expect(taken.headers['x-request-id']).toBe('01JZ5V-a.b_c');
    // The database is away, which is logged.
    expect(lines).toMatchObject([{ requestId: '01JZ5V-a.b_c', statusCode: 503 }]);

    const refused = await app.inject({ url: '/api/offers', headers: { 'x-request-id': 'denied-1' } });
    expect([refused.statusCode, refused.headers['x-request-id']]).toEqual([401, 'denied-1']);
    expect((await app.inject({ url: '/nowhere', headers: HEADERS })).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  }));

test('while the database is away, the log says so once a minute, not for each request', () =>
  withApp(false, async (app) => {
    for (let count = 0; count < 3; count += 1) await app.inject({ url: '/api/offers', headers: HEADERS });
    expect(lines).toMatchObject([
      { msg: 'request failed', statusCode: 503, reason: 'The database cannot be reached', suppressed: 0 },
    ]);
  }));

test.each(['', 'a b', 'x\ny', '"}', 'é', 'x'.repeat(65), undefined, ['a', 'b']])(
  'a request id that is not valid is replaced: %j',
  (id) => {
    const headers = { 'x-request-id': id as string };
    expect(requestIdOf({ headers })).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  },
);

test('the access log has one line for each request, without query and key', () =>
  withApp(true, async (app) => {
    await app.inject({ url: '/api/health?_=secret-1', headers: { 'x-request-id': 'one' } });
    await app.inject({ url: '/api/offers/7?key=secret-2' });
    await app.inject({ url: `/${'long/'.repeat(100)}?q=secret-3`, headers: HEADERS });

    const requests = lines.filter(({ msg }) => msg === 'request');
    expect(requests).toMatchObject([
      { requestId: 'one', method: 'GET', path: '/api/health', route: '/api/health', statusCode: 200 },
      { method: 'GET', path: '/api/offers/7', route: '/api/offers/:offerId', statusCode: 401 },
      { method: 'GET', path: `/${'long/'.repeat(100)}`.slice(0, 200), statusCode: 404 },
    ]);
    for (const request of requests) {
      expect(request).toMatchObject({ durationMs: expect.any(Number) as number, address: '127.0.0.1' });
    }
    expect(JSON.stringify(lines)).not.toMatch(/secret|a-key-of/);
  }));

test('without the setting, requests are not logged', () =>
  withApp(false, async (app) => {
    await app.inject({ url: '/api/health' });
    expect(lines).toEqual([]);
  }));
