import { createTestDatabase, type TestDatabase } from '../../harness/servers/database';
import { startTestApi, startSilentServer } from './test-api';

/** What a caller may be kept waiting, in milliseconds. */
const PATIENCE_MS = 3_000;

let silence: Awaited<ReturnType<typeof startSilentServer>>;
let database: TestDatabase;

beforeAll(async () => {
  silence = await startSilentServer();
  database = await createTestDatabase();
});

afterAll(async () => {
  await silence.stop();
  await database.drop();
});

const READS = [
  '/api/offers',
  '/api/offers/10',
  '/api/conversion-list',
  '/api/syncs',
  '/api/syncs/full-sync-manual',
  '/api/queues',
  '/metrics',
];

const OF_TEMPORAL = [
  { method: 'GET', url: '/api/queues' },
  { method: 'GET', url: '/api/schedules' },
  { method: 'GET', url: '/api/cron' },
  { method: 'POST', url: '/api/syncs/refresh' },
  { method: 'POST', url: '/api/syncs/full-sync-manual/cancel' },
  { method: 'POST', url: '/api/schedules/full-sync/pause' },
  { method: 'POST', url: '/api/schedules/full-sync/trigger' },
] as const;

async function timed<T>(asked: Promise<T>) {
  const begun = performance.now();
  const answer = await asked;
  return { answer, tookMs: performance.now() - begun };
}

test('a database that takes connections and says nothing: every read is refused within 3 seconds, naming it', async () => {
  const { ask, stop } = await startTestApi({ databaseUrl: `postgresql://someone@${silence.address}/x` });
  try {
    const asked = READS.map(async (url) => ({ url, ...(await timed(ask(url))) }));
    for (const { url, answer, tookMs } of await Promise.all(asked)) {
      expect({ url, statusCode: answer.statusCode }).toEqual({ url, statusCode: 503 });
      // Where neither is there, one of the two is named.
      expect(answer.body.message).toMatch(/^the (database|Temporal server) cannot be reached$/);
      expect(tookMs).toBeLessThan(PATIENCE_MS);
    }
    const ready = await timed(ask('/api/health/ready'));
    expect(ready.answer.body).toMatchObject({ dependencies: { database: { state: 'away' } } });
    expect(ready.tookMs).toBeLessThan(PATIENCE_MS);
  } finally {
    // Its connections are given up with the silent server's end.
    await silence.stop();
    await stop();
    silence = await startSilentServer();
  }
});

test('a Temporal server that takes connections and says nothing: refused within 3 seconds, naming it', async () => {
  const { ask, stop } = await startTestApi({
    databaseUrl: database.databaseUrl,
    temporalAddress: silence.address,
  });
  try {
    const asked = OF_TEMPORAL.map(async ({ method, url }) => ({
      url,
      ...(await timed(ask(url, { method }))),
    }));
    for (const { url, answer, tookMs } of await Promise.all(asked)) {
      expect({ url, statusCode: answer.statusCode, message: answer.body.message }).toEqual({
        url,
        statusCode: 503,
        message: 'the Temporal server cannot be reached',
      });
      expect(tookMs).toBeLessThan(PATIENCE_MS);
    }
  } finally {
    await stop();
  }
});

test('the mirror and the books are read without Temporal, and readiness says what is away', async () => {
  const { ask, stop } = await startTestApi({
    databaseUrl: database.databaseUrl,
    temporalAddress: silence.address,
  });
  try {
    for (const url of ['/api/offers', '/api/conversion-list', '/api/syncs', '/metrics']) {
      const { answer, tookMs } = await timed(ask(url));
      expect({ url, statusCode: answer.statusCode }).toEqual({ url, statusCode: 200 });
      expect(tookMs).toBeLessThan(PATIENCE_MS);
    }
    const { answer, tookMs } = await timed(ask('/api/health/ready'));
    expect(answer).toMatchObject({
      statusCode: 503,
      body: { dependencies: { database: { state: 'up' }, temporal: { state: 'away' } } },
    });
    expect(tookMs).toBeLessThan(PATIENCE_MS);
  } finally {
    await stop();
  }
});

test('a person who looks at the queues is told what is away, on a page that tries again', async () => {
  const { ask, stop } = await startTestApi({ databaseUrl: database.databaseUrl });
  try {
    const page = await ask('/api/queues', { headers: { accept: 'text/html' } });

    expect(page.statusCode).toBe(503);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('the Temporal server cannot be reached');
    expect(page.text).toContain('http-equiv="refresh"');
  } finally {
    await stop();
  }
});
