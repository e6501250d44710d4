import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { createTestDatabase, type TestDatabase } from '../../../harness/servers/database';
import { findConcurrentIndex } from '../../../src/store/migrations/concurrent-index';
import { applyMigrations } from '../../../src/store/migrations/migrate';

const MIGRATION = '20260114000002_status_unconfirmed_index';
const INDEX = 'offers_status_unconfirmed_idx';
const FOLDER = join(__dirname, '../../../prisma/migrations');

let database: TestDatabase;
let holder: Client;
let other: Client;

beforeEach(async () => {
  database = await createTestDatabase();
  const { databaseUrl: connectionString } = database;
  holder = new Client({ connectionString, application_name: 'a long report' });
  other = new Client({ connectionString });
  await Promise.all([holder.connect(), other.connect()]);
  await holder.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [MIGRATION]);
  await holder.query(`DROP INDEX ${INDEX}`);
  // As a worker in the middle of a save.
  await holder.query('BEGIN; LOCK TABLE offers IN ROW EXCLUSIVE MODE');
});

afterEach(async () => {
  await Promise.all([holder.end(), other.end()]);
  await database.drop();
});

/** The process id of the migration, once it waits for the holder. */
const waitingPid = () =>
  poll('the migration waits', async () => {
    const { rows } = await other.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND query ~* '^(--.*\\n)*CREATE INDEX' AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.pid;
  });

async function readIndex(): Promise<string | undefined> {
  const { rows } = await other.query<{ state: string }>(
    `SELECT CASE WHEN indisvalid THEN 'valid' ELSE 'invalid' END AS state
     FROM pg_index WHERE indexrelid = to_regclass($1)`,
    [INDEX],
  );
  return rows[0]?.state;
}

test('readers and writers continue beside the build of an index, which waits for older transactions', async () => {
  const reports: string[] = [];
  const applying = applyMigrations(database.databaseUrl, { report: (sentence) => reports.push(sentence) });
  await waitingPid();

  // Each fails if it would have to wait for the build.
  await other.query('BEGIN; LOCK TABLE offers IN ACCESS SHARE MODE NOWAIT; COMMIT');
  await other.query('BEGIN; LOCK TABLE offers IN ROW EXCLUSIVE MODE NOWAIT; COMMIT');
  await poll('the wait is reported', () => reports.length > 0);
  await holder.query('COMMIT');

  expect(await applying).toEqual([MIGRATION]);
  expect(await readIndex()).toBe('valid');
  expect(reports).toEqual([expect.stringContaining('a long report')]);
  const { rows } = await other.query(
    `SELECT applied_steps_count, finished_at >= started_at AS in_order FROM _prisma_migrations
     WHERE migration_name = $1`,
    [MIGRATION],
  );
  expect(rows).toEqual([{ applied_steps_count: 1, in_order: true }]);
});

test('a build that was interrupted leaves an invalid index, and the next one replaces it', async () => {
  const applying = applyMigrations(database.databaseUrl).catch((error: unknown) => error);
  await other.query('SELECT pg_terminate_backend($1)', [await waitingPid()]);

  expect(await applying).toBeInstanceOf(Error);
  expect(await readIndex()).toBe('invalid');
  await holder.query('COMMIT');
  expect(await applyMigrations(database.databaseUrl)).toEqual([MIGRATION]);
  expect(await readIndex()).toBe('valid');
});

test('a build that waits too long for a transaction names it, and can be repeated', async () => {
  await expect(applyMigrations(database.databaseUrl, { retryForMs: 3_000 })).rejects.toMatchObject({
    message: expect.stringMatching(/a long report/) as string,
  });
  await holder.query('COMMIT');
  expect(await applyMigrations(database.databaseUrl)).toEqual([MIGRATION]);
});

test('a migration that starts while another one builds does not stop the build', async () => {
  const first = applyMigrations(database.databaseUrl);
  await waitingPid();
  const second = applyMigrations(database.databaseUrl);
  await poll('both are connected', async () => {
    const { rowCount } = await other.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '% migrate'
         AND query LIKE '%advisory_xact_lock%'`,
    );
    return rowCount === 2;
  });
  await holder.query('COMMIT');

  expect([await first, await second]).toEqual([[MIGRATION], []]);
});

const migrations = readdirSync(FOLDER)
  .filter((name) => /^\d/.test(name))
  .map((name) => ({ name, sql: readFileSync(join(FOLDER, name, 'migration.sql'), 'utf8') }));

test('an index on an existing table is built concurrently, by a migration without any other statement', () => {
  // PostgreSQL cannot build the index of a partitioned table concurrently.
  const partitioned = migrations.flatMap(({ sql }) =>
    [...sql.matchAll(/CREATE TABLE ([\w.]+) \([^;]*\) PARTITION BY/gi)].map(([, table]) => table),
  );
  expect(partitioned).toEqual(['history.offer_changes']);
  // Applied migrations must not be changed.
  for (const { name, sql } of migrations.filter(({ name }) => name > '20260110')) {
    const statements = sql
      .replaceAll(/--.*$/gm, '')
      .split(';')
      .filter((statement) => statement.trim() !== '');
    const created = [...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?([\w.]+)/gi)].map(([, table]) => table);
    const blocking = [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)\w+ ON ([\w.]+)/gi)];
    expect({
      name,
      blocking: blocking
        .map(([, table]) => table)
        .filter((table) => ![...created, ...partitioned].includes(table)),
    }).toEqual({ name, blocking: [] });
    if (/\bCONCURRENTLY\b/i.test(sql)) {
      expect({ name, statements: statements.length, index: findConcurrentIndex(sql) }).toEqual({
        name,
        statements: 1,
        index: expect.any(String) as string,
      });
    }
  }
});
