import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { createTestDatabase, type TestDatabase } from '../../../harness/servers/database';
import { applyMigrations } from '../../../src/store/migrations/migrate';

/** It needs the table sync_runs for itself, and can be applied twice. */
const MIGRATION = '20260108000000_run_statuses';

let database: TestDatabase;
let holder: Client;
let reader: Client;
beforeEach(async () => {
  database = await createTestDatabase();
  const { databaseUrl: connectionString } = database;
  holder = new Client({ connectionString, application_name: 'a long report' });
  reader = new Client({ connectionString, statement_timeout: 30_000 });
  await Promise.all([holder.connect(), reader.connect()]);
  await holder.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [MIGRATION]);
  await holder.query('BEGIN; SELECT FROM sync_runs');
});
afterEach(async () => {
  await Promise.all([holder.end(), reader.end()]);
  await database.drop();
});

async function waitUntilMigrationWaits(): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE '% migrate' AND wait_event_type = 'Lock'`;
  await poll('the migration waits for the lock', async () => (await reader.query(waiting)).rowCount! > 0);
}

test('a reader is served while a migration waits for a lock, and the migration succeeds once it is released', async () => {
  const reports: string[] = [];
  const applying = applyMigrations(database.databaseUrl, { report: (sentence) => reports.push(sentence) });
  await waitUntilMigrationWaits();
  const startedAt = Date.now();
  // Fails after its statement timeout if it has to wait for the holder.
  await reader.query('SELECT FROM sync_runs');
  expect(Date.now() - startedAt).toBeLessThan(15_000);
  await holder.query('ROLLBACK');
  await expect(applying).resolves.toEqual([MIGRATION]);
  expect(reports).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Migration ${MIGRATION} waits for a lock on sync_runs .*: pid \\d+, a long report, idle in transaction`,
      ),
    ) as string,
  ]);
});

test('a migration that does not get its lock fails with the session that holds it, and can be repeated', async () => {
  await expect(applyMigrations(database.databaseUrl, { retryForMs: 3_000 })).rejects.toMatchObject({
    message: expect.stringMatching(/lock on sync_runs .*: pid \d+, a long report/) as string,
  });
  await holder.query('ROLLBACK');
  await expect(applyMigrations(database.databaseUrl)).resolves.toEqual([MIGRATION]);
});

test('a migration that waits for a lock can be aborted, and leaves nothing waiting', async () => {
  const interrupt = new AbortController();
  const applying = applyMigrations(database.databaseUrl, { signal: interrupt.signal });
  await waitUntilMigrationWaits();
  const startedAt = Date.now();
  interrupt.abort(new Error('interrupted'));

  await expect(applying).rejects.toThrow('interrupted');
  // Otherwise it would wait for the lock for a minute.
  expect(Date.now() - startedAt).toBeLessThan(20_000);
  await holder.query('ROLLBACK');
  await expect(applyMigrations(database.databaseUrl)).resolves.toEqual([MIGRATION]);
});

test('the wait for another migration can be aborted', async () => {
  const interrupt = new AbortController();
  const first = applyMigrations(database.databaseUrl);
  await waitUntilMigrationWaits();
  const second = applyMigrations(database.databaseUrl, { signal: interrupt.signal });
  interrupt.abort(new Error('interrupted'));

  await expect(second).rejects.toThrow('interrupted');
  await holder.query('ROLLBACK');
  await expect(first).resolves.toEqual([MIGRATION]);
});
