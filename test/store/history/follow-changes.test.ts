import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { applyMigrations } from '../../../src/store';
import { minute, observedOffer, useTestStore } from '../test-store';
import { keysOf, useChanges } from './use-changes';

const context = useTestStore();
const { observe, list } = useChanges(context);

test('a change that is committed late is not skipped, though it was observed and written before others', async () => {
  await observe('1', 0);
  const { position } = await list(1);
  const late = new Client({ connectionString: context.databaseUrl });
  await late.connect();
  try {
    await late.query('BEGIN');
    await late.query(
      `INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes) VALUES ('late', $1, true, '{}')`,
      [minute(1)],
    );
    await observe('2', 2);
    const before = await context.store.listChanges({ since: position!, limit: 10 });
    expect(before).toMatchObject({ changes: [], position });
    await late.query('COMMIT');
  } finally {
    await late.end();
  }
  await expect(list(2, { since: position! }).then(keysOf)).resolves.toEqual(['late@1', '2@2']);
});

test('a reader that continues at its position sees each change once, whatever order the writers commit in', async () => {
  const rounds = 12;
  const writers = Array.from({ length: 6 }, async (_writer, writer) => {
    for (let round = 0; round < rounds; round += 1) {
      const offers = [0, 1, 2].map((offer) => observedOffer(`${writer}-${offer}`, { payout: `${round}.5` }));
      await context.save(offers, { observedAt: minute(round), requestKey: `${writer}/${round}` });
    }
  });
  const expected = writers.length * 3 * rounds;
  const seen: string[] = [];
  let since: string = minute(0);
  await Promise.all([
    ...writers,
    poll('all changes have been read', async () => {
      const page = await context.store.listChanges({ since, limit: 7 });
      since = page.position!;
      seen.push(...keysOf(page));
      return seen.length >= expected;
    }),
  ]);
  expect(seen).toHaveLength(expected);
  expect(new Set(seen).size).toBe(expected);
});

test('the position of an empty history, and of a page that filters leave empty, are continued', async () => {
  const { position } = await context.store.listChanges({ limit: 10 });
  await observe('1', 0);
  const first = await list(1, { since: position! });
  const empty = await context.store.listChanges({ since: first.position!, kinds: ['gone'], limit: 10 });
  expect(empty).toMatchObject({ changes: [], position: first.position, nextCursor: null });
  await observe('1', 1, { status: 'Unknown' });
  await expect(list(1, { since: empty.position! }).then(keysOf)).resolves.toEqual(['1@1']);
});

test.each([
  '',
  'x',
  '2026',
  Buffer.from('["asc","1","2026-02-30T00:00:00.000000Z","1"]').toString('base64url'),
])('refuses a position that the list did not create: %s', async (text) => {
  await expect(context.store.listChanges({ since: text, limit: 1 })).rejects.toThrow(
    '`since` is neither a time,',
  );
});

test('a cursor of the other order is refused', async () => {
  await observe('1', 0);
  await observe('2', 0);
  await list(2);
  const { nextCursor } = await context.store.listChanges({ limit: 1 });
  await expect(context.store.listChanges({ since: nextCursor!, limit: 1 })).rejects.toThrow(
    '`since` is neither a time',
  );
});

const GONE = { name: 'HistoryGoneError' };

test('a time and a position from which days have been deleted are gone', async () => {
  await context.pool.query(`UPDATE _prisma_migrations SET finished_at = '2026-01-01T00:00:00Z'`);
  await observe('1', 0);
  await observe('2', 3 * 1_440);
  await context.store.maintainHistory({ keepSeconds: 1e9 });
  const { changes, position } = await list(1, { since: minute(60), limit: 1 });
  expect(keysOf({ changes })).toEqual(['2@0']);
  const first = await list(2, { since: minute(0) });
  await expect(context.store.listChanges({ since: first.position!, limit: 1 })).resolves.toMatchObject({
    changes: [],
  });

  const old = await context.store.listChanges({ since: minute(0), limit: 1 });
  await context.pool.query('DROP TABLE history.offer_changes_20260105');
  for (const since of [minute(0), old.position!]) {
    await expect(context.store.listChanges({ since, limit: 1 })).rejects.toMatchObject({
      ...GONE,
      message: expect.stringContaining('2026-01-08T00:00:00.000000Z') as string,
    });
  }
  await expect(context.store.listChanges({ since: position!, limit: 1 })).resolves.toMatchObject({
    changes: [],
  });
  await expect(
    context.store.listChanges({ since: minute(2 * 1_440 + 840), limit: 1 }),
  ).resolves.toBeDefined();
});

test('a dump that is restored on a server with fewer transactions: readers begin again, and see what comes', async () => {
  await observe('1', 0);
  await observe('2', 1);
  const { position } = await list(2);
  await context.pool.query(
    `UPDATE history.offer_changes SET transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`,
  );
  await expect(context.store.listChanges({ since: minute(0), limit: 5 })).resolves.toMatchObject({
    changes: [],
  });
  await expect(context.store.listChanges({ since: position!, limit: 1 })).rejects.toMatchObject(GONE);

  await applyMigrations(context.databaseUrl);
  await applyMigrations(context.databaseUrl);
  await observe('3', 0);
  await expect(list(3, { since: minute(0) }).then(keysOf)).resolves.toEqual(['1@0', '2@1', '3@0']);
  await expect(context.store.listChanges({ since: position!, limit: 1 })).rejects.toMatchObject(GONE);
});

test('a reset of the clock moves the history too, and a reader whose position has moved gets an error', async () => {
  const now = Date.parse(await context.store.readClock());
  const [before, ahead] = [-1, 30].map((hours) =>
    new Date(now + hours * 3_600_000).toISOString().replace('Z', '000Z'),
  );
  await context.save([observedOffer('1')], { observedAt: before! });
  await context.save([observedOffer('1', { status: 'Paused' })], {
    observedAt: ahead!,
    requestKey: 'batch/2',
  });
  const { position } = await list(2, { since: before! });

  await context.store.resetClock();

  const { changes } = await list(2, { since: before! });
  const [first, second] = changes.map(({ observedAt }) => observedAt);
  expect(first).toBe(before);
  expect(Math.abs(Date.parse(second!) - now)).toBeLessThan(60_000);
  await expect(context.store.listChanges({ since: position!, limit: 5 })).rejects.toMatchObject(GONE);
});
