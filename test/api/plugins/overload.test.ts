import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { createGate } from '../../../src/api/plugins/overload';
import { startTestApi, type TestApi } from '../test-api';

const MAX_READS = 32;

let gate: ReturnType<typeof createGate>;

beforeEach(() => (gate = createGate()));

/** Lets this number of reads arrive at once. Returns how many of them were admitted. */
function arrive(reads: number, atMs: number): number {
  return Array.from({ length: reads }, () => gate.enter(atMs)).filter(Boolean).length;
}

function end(reads: number): void {
  for (let index = 0; index < reads; index += 1) gate.leave();
}

test('a burst is served whole, also one that takes long', () => {
  expect(arrive(100, 0)).toBe(100);
  expect(arrive(100, 250)).toBe(100);
});

test('in a lasting crowd no more than 32 reads are in progress', () => {
  arrive(100, 0);
  expect(arrive(1, 251)).toBe(0);
  end(100 - MAX_READS + 5);
  expect(arrive(20, 600)).toBe(5);
  end(1);
  expect(arrive(20, 5_000)).toBe(1);
});

test('many reads one after the other, fewer than 32 at a time, are no crowd', () => {
  for (let atMs = 0; atMs < 10_000; atMs += 100) {
    expect(arrive(MAX_READS - 1, atMs)).toBe(MAX_READS - 1);
    end(MAX_READS - 1);
  }
});

test('after a second with few reads the next burst is served whole', () => {
  arrive(MAX_READS, 0);
  expect(arrive(1, 251)).toBe(0);
  end(MAX_READS);
  expect(arrive(100, 1_250)).toBe(MAX_READS);
  end(MAX_READS);
  expect(arrive(5, 2_000)).toBe(5);
  expect(arrive(100, 2_251)).toBe(100);
});

describe('the API', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi({ withDatabase: true });
  });
  afterAll(() => api.stop());

  test('asks readers to come back while too many wait, and answers everything else', async () => {
    const blocker = new Client({ connectionString: api.databaseUrl });
    await blocker.connect();
    const reads: Promise<void>[] = [];
    const responses: Awaited<ReturnType<TestApi['request']>>[] = [];
    const read = () =>
      void reads.push(api.request('/api/conversion-list').then((response) => void responses.push(response)));
    try {
      // Each read waits for the end of the transaction, or until it is late.
      await blocker.query('BEGIN; LOCK TABLE conversion_list IN ACCESS EXCLUSIVE MODE');
      for (let index = 0; index < MAX_READS; index += 1) read();
      const refused = await poll('a read is refused', () => {
        read();
        return responses.find(({ headers }) => headers['retry-after'] === '1');
      });
      expect(refused.statusCode).toBe(503);
      expect(refused.body.message).toBe('Too many reads are in progress. Try again later.');
      expect((await api.request('/api/health')).statusCode).toBe(200);
      const { body: readiness } = await api.request('/api/health/ready');
      expect(readiness.dependencies).toMatchObject({ database: { state: 'up' } });
    } finally {
      await blocker.end();
    }
    await Promise.all(reads);
    await poll('a read is admitted', async () => {
      const { statusCode } = await api.request('/api/conversion-list');
      return statusCode === 200;
    });
  });
});
