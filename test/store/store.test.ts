import { poll } from '../../harness/poll';
import { createStore } from '../../src/store';
import { isDatabaseUnavailable } from '../../src/store/errors';
import { answerWith, lendStore, readOffer, type LentStore } from './with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

test("the clock is the database's, in microseconds, and goes on", async () => {
  const first = await lent.store.readClock();
  const second = await lent.store.readClock();
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(second > first).toBe(true);
});

test('a store whose connections are cut off recovers by itself', async () => {
  const { store, pool } = lent;
  await Promise.all(Array.from({ length: 10 }, () => store.ping()));
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'mobipium-sync'`,
  );
  expect(rowCount).toBeGreaterThan(0);
  const deadline = Date.now() + 10_000;
  let isBack = false;
  while (!isBack && Date.now() < deadline)
    isBack = await store.ping().then(
      () => true,
      () => false,
    );
  await expect(store.saveAnswer(answerWith([readOffer('1')]))).resolves.toMatchObject({ new: 1 });
  await expect(store.readRun('nobody')).resolves.toBeUndefined();
});

test.each([
  ['mirror_source', 'Prisma', (store: LentStore['store']) => store.readSource()],
  ['offers', 'pg', (store: LentStore['store']) => store.countActive()],
])(
  'a read of %s whose connection the server ends says that the database is away (%s)',
  async (table, _, read) => {
    const client = await lent.pool.connect();
    try {
      await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const failed = read(lent.store).catch((error: unknown) => error);
      await poll('the read waits, and is ended', async () => {
        const { rowCount } = await lent.pool.query(
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

test('a statement that takes too long is given up by the server', async () => {
  const impatient = createStore({ databaseUrl: lent.databaseUrl, statementTimeoutMs: 100 });
  const client = await lent.pool.connect();
  try {
    await client.query('BEGIN; LOCK TABLE offers IN ACCESS EXCLUSIVE MODE');
    await expect(impatient.countActive()).rejects.toMatchObject({ code: '57014' });
  } finally {
    await client.query('ROLLBACK');
    client.release();
    await impatient.close();
  }
});

test('a step that fails half way leaves nothing and gives its connection back clean', async () => {
  const { store, pool } = lent;
  const one = createStore({ databaseUrl: lent.databaseUrl, connections: 1 });
  await store.saveAnswer(answerWith([readOffer('1')]));
  await pool.query('ALTER TABLE conversion_list ADD CONSTRAINT refused CHECK (false)');
  await expect(one.refreshConversionList()).rejects.toMatchObject({ code: '23514' });
  await pool.query('ALTER TABLE conversion_list DROP CONSTRAINT refused');
  await expect(one.refreshConversionList()).resolves.toMatchObject({ before: 0, added: 1 });
  await one.close();
});

test('a database mirrors one network for good', async () => {
  const { store } = lent;
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

test('times come out in UTC whatever the time zone of the database is', async () => {
  const { pool, databaseUrl } = lent;
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
  await pool.query(`ALTER DATABASE ${rows[0]!.name} SET timezone = 'Asia/Kathmandu'`);
  const far = createStore({ databaseUrl });
  const answer = answerWith([readOffer('1')]);
  await far.saveAnswer(answer);
  const { offerId, offer } = readOffer('1');
  delete offer.payout;
  await far.saveAnswer({
    ...answer,
    requestKey: 'batch/2',
    observedAt: '2026-01-05T10:01:00.000000Z',
    offers: [{ offerId, offer }],
  });
  await expect(far.readOffer('1')).resolves.toMatchObject({
    lastConversionAt: '2026-01-05T09:56:00.000000Z',
    stale: { payout: answer.observedAt },
  });
  await far.close();
});
