import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { startTestApi, type TestApi } from '../test-api';

/** What the API runs at a time. */
const RUNNING = 4;
const WAITING = 40;

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
});
afterAll(() => api.stop());

test('readers that would wait long for others are asked to come back, and the rest of the API answers', async () => {
  const blocker = new Client({ connectionString: api.databaseUrl });
  await blocker.connect();
  try {
    await blocker.query('BEGIN; LOCK TABLE conversion_list IN ACCESS EXCLUSIVE MODE');
    const crowd = Array.from({ length: RUNNING + WAITING }, () => api.request('/api/conversion-list'));
    // Those that run are blocked until the end of the transaction, so each of the others waits for its whole time.
    const responses = await Promise.all(crowd);
    const shed = responses.filter(({ headers }) => headers['retry-after'] === '1');
    expect(shed).toHaveLength(WAITING);
    for (const { statusCode, body } of shed) {
      expect(statusCode).toBe(503);
      expect(body.message).toBe('Too many requests are waiting for the database. Try again later.');
    }

    // The reads that run still have their permits.
    expect((await api.request('/api/conversion-list')).headers['retry-after']).toBe('1');
    expect((await api.request('/api/health')).statusCode).toBe(200);
    const { body: readiness } = await api.request('/api/health/ready');
    expect(readiness.dependencies).toMatchObject({ database: { state: 'up' } });
  } finally {
    await blocker.end();
  }
  await poll('a read is admitted', async () => {
    const { statusCode } = await api.request('/api/conversion-list');
    return statusCode === 200;
  });
});
