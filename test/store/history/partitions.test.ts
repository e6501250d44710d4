import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { createStore } from '../../../src/store';
import { useTestStore, minute, observedOffer } from '../test-store';
import { readChanges } from './read-changes';

const context = useTestStore();

const DAY = 86_400;

/** The days that have a partition, as `2026-01-05`, and whether they are attached with the bounds of this day. */
async function readPartitions(): Promise<string[]> {
  const { rows } = await context.pool.query<{ name: string; bound: string }>(
    `SELECT relname AS name, pg_get_expr(relpartbound, oid) AS bound
     FROM pg_inherits JOIN pg_class ON oid = inhrelid
     WHERE inhparent = 'history.offer_changes'::regclass AND relname <> 'offer_changes_default' ORDER BY 1`,
  );
  return rows.map(({ name, bound }) => {
    const [, year, month, day] = /^offer_changes_(\d{4})(\d\d)(\d\d)$/.exec(name)!;
    expect(bound).toContain(`FROM ('${year}-${month}-${day} 00:00:00+00')`);
    return `${year}-${month}-${day}`;
  });
}

const maintain = (keepSeconds = 10_000 * DAY) => context.store.maintainHistory({ keepSeconds });

let today = 0;

/** The dates from that many days from today to another, in UTC. */
function days(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) =>
    new Date(today + (from + index) * DAY * 1_000).toISOString().slice(0, 10),
  );
}

const countInDefault = async () => {
  const { rows } = await context.pool.query<{ rows: number }>(
    'SELECT count(*)::int AS rows FROM history.offer_changes_default',
  );
  return rows[0]!.rows;
};

beforeEach(async () => {
  // The tests may have been started the day before, and the template migrated then.
  const [migratedOn] = await readPartitions();
  today = Date.parse(migratedOn!);
  expect(Date.now() - today).toBeLessThan(2 * DAY * 1_000);
  await expect(readPartitions()).resolves.toEqual(days(0, 7));
  await maintain();
  if (Date.now() - today < DAY * 1_000) return;
  await context.pool.query(`DROP TABLE history.offer_changes_${migratedOn!.replaceAll('-', '')}`);
  today += DAY * 1_000;
});

test('the migration and the maintenance provide partitions from today to a week ahead', async () => {
  for (const day of days(3, 7)) {
    await context.pool.query(`DROP TABLE history.offer_changes_${day.replaceAll('-', '')}`);
  }
  await Promise.all([maintain(), maintain()]);
  await expect(readPartitions()).resolves.toEqual(days(0, 7));
});

test('rows of a day without a partition are kept, and moved to one', async () => {
  await context.save([observedOffer('1'), observedOffer('2')], { observedAt: minute(0) });
  await expect(countInDefault()).resolves.toBe(2);
  const before = await readChanges(context);

  await maintain();
  await expect(countInDefault()).resolves.toBe(0);
  await expect(readPartitions()).resolves.toEqual(['2026-01-05', ...days(0, 7)]);
  await expect(readChanges(context)).resolves.toEqual(before);
  await context.save([observedOffer('3')], { observedAt: minute(1), requestKey: 'later' });
  await expect(countInDefault()).resolves.toBe(0);
  await expect(readChanges(context)).resolves.toHaveLength(3);
});

test('a partition is dropped when all of its day is older than the history is kept', async () => {
  const observedAt = (offset: number) => `${days(offset, offset)[0]!}T12:00:00.000000Z`;
  for (const offset of [-4, -3, -2, 0]) {
    await context.save([observedOffer(String(-offset))], {
      observedAt: observedAt(offset),
      requestKey: `${offset}`,
    });
  }
  await maintain();
  await maintain(2 * DAY);
  await expect(readPartitions()).resolves.toEqual([...days(-2, -2), ...days(0, 7)]);
  await expect(readChanges(context)).resolves.toMatchObject([{ offerId: '2' }, { offerId: '0' }]);
});

test('a reader that holds a partition makes the maintenance fail, and saves go on', async () => {
  await context.save([observedOffer('1')], { observedAt: minute(0) });
  const reader = new Client({ connectionString: context.databaseUrl });
  await reader.connect();
  try {
    await reader.query('BEGIN');
    await reader.query('SELECT FROM history.offer_changes_default');
    await expect(maintain()).rejects.toMatchObject({ code: '55P03' });
    await context.save([observedOffer('2')], { observedAt: minute(1), requestKey: 'later' });
    await reader.query('COMMIT');
  } finally {
    await reader.end();
  }
  await maintain();
  await expect(readChanges(context)).resolves.toHaveLength(2);
});

test('a role that does not own the tables leaves the partitions as they are and says so, until it gets the right', async () => {
  const { pool, databaseUrl } = context;
  const role = `worker_${randomBytes(6).toString('hex')}`;
  await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret-word'`);
  const url = new URL(databaseUrl);
  const owner = escapeIdentifier(decodeURIComponent(url.username));
  [url.username, url.password] = [role, 'secret-word'];
  const store = createStore({ databaseUrl: url.href });
  try {
    await pool.query(`GRANT USAGE, CREATE ON SCHEMA history TO ${role}`);
    await pool.query(`GRANT ALL ON ALL TABLES IN SCHEMA public, history TO ${role}`);
    await pool.query(`DROP TABLE history.offer_changes_${days(7, 7)[0]!.replaceAll('-', '')}`);

    await expect(store.maintainHistory({ keepSeconds: DAY })).resolves.toMatch(
      /^the partitions of history\.offer_changes were not maintained, because the worker's role is not their owner/,
    );
    await expect(readPartitions()).resolves.toEqual(days(0, 6));

    await pool.query(`GRANT ${owner} TO ${role}`);
    await expect(store.maintainHistory({ keepSeconds: DAY })).resolves.toBeUndefined();
    await expect(readPartitions()).resolves.toEqual(days(0, 7));
    const { rows } = await pool.query(
      `SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class
       WHERE relnamespace = 'history'::regnamespace AND relname LIKE 'offer\\_changes%'`,
    );
    expect(rows).toHaveLength(1);
  } finally {
    await store.close();
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});
