import { once } from 'node:events';
import { poll } from '../../harness/poll';
import { sendRaw, listenOnFreePort, type RawConnection } from '../../harness/servers/raw-http';
import { buildApp } from '../../src/api/app';
import { createSyncClient } from '../../src/client';
import { createTemporalClient } from '../../src/client/connection';
import { readConfig } from '../../src/config';
import { createStore } from '../../src/store';
import { startTestApi } from './test-api';

let api: Awaited<ReturnType<typeof startTestApi>>;
let port: number;

beforeAll(async () => {
  api = await startTestApi();
  port = await listenOnFreePort(api.app);
});

afterAll(() => api.stop());

test('a request whose headers, or whose body, never end is refused within its time, however slowly it goes on', async () => {
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
    // 10 s, and at most a second until it is noticed; Node by itself would take up to 90.
    expect(performance.now() - startedAtMs).toBeLessThan(25_000);
  } finally {
    clearInterval(drip);
  }
});

test('what nobody planned to take long is given up, and said to be', async () => {
  const nowhere = 'postgresql://someone:secret-word@127.0.0.1:1/x';
  const store = createStore({ databaseUrl: nowhere });
  const temporal = createTemporalClient(readConfig({ TEMPORAL_ADDRESS: '127.0.0.1:1' }).temporal);
  const syncs = createSyncClient({ temporal, uiUrl: undefined });
  const app = buildApp({ store, syncs: { ...syncs, listSchedules: () => new Promise(() => undefined) } });
  try {
    const { statusCode, body } = await app.inject({ url: '/api/schedules' });

    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'it took too long, and was given up',
    });
  } finally {
    await app.close();
    await temporal.connection.close();
    await store.close();
  }
});

test('a caller more than there may be is turned away, and served when another has gone', async () => {
  const most = api.app.server.maxConnections;
  expect(most).toBeGreaterThanOrEqual(500);
  expect(most).toBeLessThan(1_024);
  const crowd: RawConnection[] = [];
  try {
    for (let count = 0; count < most; count += 1) {
      const caller = sendRaw(port, '');
      crowd.push(caller);
      await once(caller.socket, 'connect');
    }
    const request = 'GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';
    expect(await sendRaw(port, request).closed).toBe('');

    crowd.pop()!.socket.destroy();
    await poll('the next is served', async () => (await sendRaw(port, request).closed).includes(' 200 '));
  } finally {
    for (const { socket } of crowd) socket.destroy();
  }
});

test('the answer to a caller that does not read it is not kept for ever', () => {
  expect(api.app.server.timeout).toBe(30_000);
});
