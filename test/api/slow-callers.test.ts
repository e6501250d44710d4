import { listenOnFreePort, sendRaw } from '../../harness/servers/raw-http';
import { buildApp } from '../../src/api/app';
import { apiClient, startTestApi, type TestApi } from './test-api';

let api: TestApi;
let port: number;

beforeAll(async () => {
  api = await startTestApi();
  port = await listenOnFreePort(api.app);
});

afterAll(() => api.stop());

// Concurrent: both wait for a time-out.
test.concurrent(
  'times out a request whose headers or body never end, even while it keeps sending bytes',
  async () => {
    const startedAtMs = performance.now();
    const headers = sendRaw(port, 'GET /docs/json HTTP/1.1\r\nhost: localhost\r\n');
    const body = sendRaw(
      port,
      'POST /api/syncs/full HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 15000\r\n\r\n{',
    );
    const drip = setInterval(() => {
      headers.socket.write('x-slow: 1\r\n');
      body.socket.write(' ');
    }, 300);
    try {
      for (const { closed } of [headers, body]) expect(await closed).toMatch(/^HTTP\/1\.1 408 /);
      // 10 s, and at most 1 s until the check. By default Node would take up to 90 s.
      expect(performance.now() - startedAtMs).toBeLessThan(25_000);
    } finally {
      clearInterval(drip);
    }
  },
);

test.concurrent('times out a handler that never ends', async () => {
  const { store, syncs } = api;
  const app = buildApp({ store, syncs: { ...syncs, listSchedules: () => new Promise(() => undefined) } });
  try {
    expect(await apiClient(app)('/api/schedules')).toMatchObject({
      statusCode: 503,
      body: {
        statusCode: 503,
        error: 'Service Unavailable',
        message: 'The request timed out after 15 seconds. Try again later.',
      },
    });
  } finally {
    await app.close();
  }
});

test('closes a connection whose client does not read the response', () => {
  expect(api.app.server.timeout).toBe(30_000);
});
