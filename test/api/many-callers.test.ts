import { InterceptingCall } from '@grpc/grpc-js';
import { Client, Connection } from '@temporalio/client';
import { startTestStack, type TestStack } from '../../harness/stack';
import { runSync } from '../../harness/run-sync';
import { buildApp } from '../../src/api/app';
import { createSyncClient } from '../../src/client';
import { apiClient } from './test-api';

const CALLERS = 200;

let mirror: TestStack;
let connection: Connection;
let app: ReturnType<typeof buildApp>;
let ask: ReturnType<typeof apiClient>;
let calls = 0;

beforeAll(async () => {
  mirror = await startTestStack({ sandbox: { offers: 600 } });
  // A connection of its own, on which each call to the server is counted.
  connection = Connection.lazy({
    address: mirror.server.address,
    interceptors: [
      (options, next) => {
        calls += 1;
        return new InterceptingCall(next(options));
      },
    ],
  });
  const syncs = createSyncClient({ temporal: new Client({ connection }), uiUrl: undefined });
  app = buildApp({ store: mirror.store, syncs });
  ask = apiClient(app);
  await runSync(mirror, 'full');
});

afterAll(async () => {
  await app.close();
  await connection.close();
  await mirror.stop();
});

async function askByAll(url: string) {
  calls = 0;
  const answers = await Promise.all(Array.from({ length: CALLERS }, () => ask(url)));
  return { statuses: new Set(answers.map(({ statusCode }) => statusCode)), calls };
}

test.each([
  '/api/queues',
  '/api/schedules',
  '/api/syncs',
  '/api/syncs/full-sync-manual',
  '/api/health/ready',
])(
  'however many ask %s at once, Temporal is asked for a few of them, and all are answered',
  async (url) => {
    calls = 0;
    await ask(url);
    const callsOfOne = calls;

    const { statuses, calls: callsOfAll } = await askByAll(url);

    expect(statuses).toEqual(new Set([200]));
    expect(callsOfOne).toBeGreaterThan(0);
    expect(callsOfAll).toBeLessThanOrEqual(10 * callsOfOne);
  },
  60_000,
);

test('a HIGH is not kept waiting by them', async () => {
  let isOver = false;
  const crowd = Array.from({ length: 50 }, async () => {
    while (!isOver) await ask('/api/queues');
  });
  try {
    const audit = await runSync(mirror, 'high');
    expect(audit).toMatchObject({ status: 'completed' });
    // Without a bound on the crowd the server has no time for the run: it takes half a minute and more.
    expect(audit.durationMs).toBeLessThan(15_000);
  } finally {
    isOver = true;
    await Promise.all(crowd);
  }
}, 120_000);
