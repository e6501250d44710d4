import { poll } from '../../harness/poll';
import { createStore, type Store } from '../../src/store';
import { openDatabase } from '../../src/store/database';
import { isDatabaseUnavailable } from '../../src/store/errors';
import { answerWith, beginRun, observedOffer, RUN, useTestStore } from './test-store';

const context = useTestStore();

test("the clock is the database's, in microseconds, and advances", async () => {
  const first = await context.store.readClock();
  const second = await context.store.readClock();
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(second > first).toBe(true);
});

test('a store recovers after all its connections were terminated', async () => {
  const { store, pool } = context;
  await Promise.all(Array.from({ length: 10 }, () => store.readClock()));
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'mobipium-sync'`,
  );
  expect(rowCount).toBeGreaterThan(0);
  const ping = () =>
    store.readClock().then(
      () => true,
      () => false,
    );
  await poll('the store is connected again', ping);
  await expect(context.save([observedOffer('1')])).resolves.toMatchObject({ new: 1 });
  await expect(store.readRun('unknown')).resolves.toBeUndefined();
});

test.each([
  ['sync_runs', (store: Store) => store.readRun('full-sync-manual')],
  ['offers', (store: Store) => store.readOfferCounts()],
])(
  'a read of %s whose connection the server terminates reports the database as unavailable',
  async (table, read) => {
    const client = await context.pool.connect();
    try {
      await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const failed = read(context.store).catch((error: unknown) => error);
      await poll('the waiting read is terminated', async () => {
        const { rowCount } = await context.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'mobipium-sync' AND wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      });
      expect(isDatabaseUnavailable(await failed)).toBe(true);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  },
);

test('the server cancels a statement that exceeds the timeout', async () => {
  const { databaseUrl } = context;
  const database = openDatabase({ databaseUrl, connections: 1, statementTimeoutMs: 100 });
  const client = await context.pool.connect();
  try {
    await client.query('BEGIN; LOCK TABLE offers IN ACCESS EXCLUSIVE MODE');
    await expect(database.pool.query('SELECT FROM offers')).rejects.toMatchObject({ code: '57014' });
  } finally {
    await client.query('ROLLBACK');
    client.release();
    await database.close();
  }
});

test('a failed transaction is rolled back and leaves its connection usable', async () => {
  const { pool } = context;
  const one = createStore({ databaseUrl: context.databaseUrl, connections: 1 });
  await context.save([observedOffer('1')]);
  await pool.query('ALTER TABLE conversion_list ADD CONSTRAINT refused CHECK (false)');
  await beginRun({ ...context, store: one });
  await expect(one.refreshConversionList(RUN)).rejects.toMatchObject({ code: '23514' });
  await pool.query('ALTER TABLE conversion_list DROP CONSTRAINT refused');
  await expect(one.refreshConversionList(RUN)).resolves.toMatchObject({ before: 0, added: 1 });
  await one.close();
});

test('a database mirrors one network permanently', async () => {
  const { store } = context;
  await expect(store.readSource()).resolves.toBeNull();
  await store.claimSource('sandbox');
  await store.claimSource('sandbox');
  await expect(store.claimSource('affiliates.mobipium.com')).rejects.toMatchObject({
    name: 'SourceMismatchError',
    mirrored: 'sandbox',
    requested: 'affiliates.mobipium.com',
  });
  await expect(store.readSource()).resolves.toBe('sandbox');
});

test('times are returned in UTC, independent of the time zone of the database', async () => {
  const { pool, databaseUrl } = context;
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
  await pool.query(`ALTER DATABASE ${rows[0]!.name} SET timezone = 'Asia/Kathmandu'`);
  const store = createStore({ databaseUrl });
  const answer = answerWith([observedOffer('1')]);
  await store.saveAnswer(answer);
  const { offerId, offer } = observedOffer('1');
  delete offer.payout;
  await store.saveAnswer({
    ...answer,
    requestKey: 'batch/2',
    observedAt: '2026-01-05T10:01:00.000000Z',
    offers: [{ offerId, offer }],
  });
  await expect(store.readOffer('1')).resolves.toMatchObject({
    lastConversionAt: '2026-01-05T09:55:00.000000Z',
    stale: { payout: answer.observedAt },
  });
  await store.close();
});
