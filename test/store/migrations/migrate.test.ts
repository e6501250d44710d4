import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase } from '../../../harness/servers/database';
import { applyMigrations, listPendingMigrations } from '../../../src/store/migrations/migrate';

const FOLDER = join(__dirname, '../../../prisma/migrations');
const FIRST = '20260101000000_mirror';
const REFUSAL = { name: 'MigrationError', message: expect.stringContaining(FIRST) as string };

async function withEmptyDatabase(
  work: (databaseUrl: string, client: Client) => Promise<void>,
): Promise<void> {
  const { databaseUrl, drop } = await createTestDatabase({ empty: true });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await work(databaseUrl, client);
  } finally {
    await client.end();
    await drop();
  }
}

test('every migration is applied once to an empty database', () =>
  withEmptyDatabase(async (databaseUrl) => {
    const pending = await listPendingMigrations(databaseUrl);
    expect(pending).toContain(FIRST);
    await expect(applyMigrations(databaseUrl)).resolves.toEqual(pending);
    await expect(listPendingMigrations(databaseUrl)).resolves.toEqual([]);
    await expect(applyMigrations(databaseUrl)).resolves.toEqual([]);
  }));

test('names that were stored in mixed case are found case-insensitively after the migration', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    await applyMigrations(databaseUrl);
    await client.query(`DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_words_in_lower_case'`);
    await client.query(
      `INSERT INTO offer_names (offer_id, words) VALUES ('1', '1 Éden GAMES'), ('2', '2 games')`,
    );
    await expect(applyMigrations(databaseUrl)).resolves.toEqual([
      expect.stringMatching(/_words_in_lower_case$/),
    ]);
    const { rows } = await client.query('SELECT words FROM offer_names ORDER BY offer_id');
    expect(rows).toEqual([{ words: '1 éden games' }, { words: '2 games' }]);
  }));

test('listing the pending migrations leaves an empty database empty', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    await listPendingMigrations(databaseUrl);
    const { rows } = await client.query(`SELECT relname FROM pg_class WHERE relname = '_prisma_migrations'`);
    expect(rows).toEqual([]);
  }));

test('a migration is recorded as prisma migrate deploy records it', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    await applyMigrations(databaseUrl);
    const { rows } = await client.query(
      'SELECT *, finished_at >= started_at AS in_order FROM _prisma_migrations WHERE migration_name = $1',
      [FIRST],
    );
    const checksum = createHash('sha256')
      .update(readFileSync(join(FOLDER, FIRST, 'migration.sql')))
      .digest('hex');
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        checksum,
        migration_name: FIRST,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date) as Date,
        finished_at: expect.any(Date) as Date,
        in_order: true,
        applied_steps_count: 1,
      },
    ]);
  }));

test('five concurrent callers apply each migration once', () =>
  withEmptyDatabase(async (databaseUrl) => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => applyMigrations(databaseUrl)));
    expect(applied.flat()).toContain(FIRST);
    expect(new Set(applied.flat()).size).toBe(applied.flat().length);
  }));

test('a migration that was changed after it was applied is refused by name', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    await applyMigrations(databaseUrl);
    await client.query(`UPDATE _prisma_migrations SET checksum = repeat('0', 64)`);
    await expect(applyMigrations(databaseUrl)).rejects.toMatchObject(REFUSAL);
    await expect(listPendingMigrations(databaseUrl)).rejects.toMatchObject(REFUSAL);
  }));

test('a migration that another tool did not finish is refused by name', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    await applyMigrations(databaseUrl);
    await client.query(`UPDATE _prisma_migrations SET finished_at = NULL`);
    await expect(applyMigrations(databaseUrl)).rejects.toMatchObject(REFUSAL);
  }));

test('a migration that was rolled back is applied again', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    const applied = await applyMigrations(databaseUrl);
    await client.query(`UPDATE _prisma_migrations SET rolled_back_at = now()`);
    await client.query('DROP SCHEMA public, history CASCADE; CREATE SCHEMA public');
    await expect(applyMigrations(databaseUrl)).resolves.toEqual(applied);
  }));

test('a failed migration leaves neither a table nor a record, and succeeds once the cause is removed', () =>
  withEmptyDatabase(async (databaseUrl, client) => {
    await client.query('CREATE TABLE mirror_origin (in_the_way text)');
    await expect(applyMigrations(databaseUrl)).rejects.toMatchObject({
      message: expect.stringContaining(FIRST) as string,
      cause: { code: '42P07' },
    });
    const { rows } = await client.query(
      `SELECT to_regclass('offers') AS offers, count(*)::int AS records FROM _prisma_migrations`,
    );
    expect(rows).toEqual([{ offers: null, records: 0 }]);
    await client.query('DROP TABLE mirror_origin');
    await expect(applyMigrations(databaseUrl)).resolves.toContain(FIRST);
  }));
