import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ClientBase } from 'pg';

/** One `migration.sql`, as it is on disk. */
export interface Migration {
  /** The name of its folder: `20260101000000_mirror`. */
  name: string;
  sql: string;
  /** SHA-256 of the file, hex, as Prisma takes it. */
  checksum: string;
}

/** One row of `_prisma_migrations`. */
export interface MigrationRecord {
  name: string;
  checksum: string;
  finished: boolean;
}

/** The database and the migrations on disk do not fit together, and a person has to look. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** As far from `src/store` as from `dist/store`. */
const MIGRATIONS_FOLDER = resolve(__dirname, '../../../prisma/migrations');

/** All migrations, by name: oldest first. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(MIGRATIONS_FOLDER, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** What has been applied and not been rolled back; empty if the database has no such table. */
export async function readRecords(client: ClientBase): Promise<MigrationRecord[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<MigrationRecord>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

/**
 * @throws {MigrationError} if a migration on record failed, or is another one than on disk. One that is on record
 * only is let be: an older release may start on a newer database.
 */
export function checkRecords(records: MigrationRecord[], migrations: Migration[]): void {
  for (const { name, checksum, finished } of records) {
    if (!finished) {
      throw new MigrationError(
        `Migration ${name} was begun by another tool and did not finish. Repair the database, then run prisma migrate resolve.`,
      );
    }
    const onDisk = migrations.find((migration) => migration.name === name);
    if (onDisk !== undefined && onDisk.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${name} was changed after it had been applied. Undo the change, and make a new migration for it.`,
      );
    }
  }
}

/** Make `_prisma_migrations` as Prisma does, unless it is there. */
export async function createRecordsTable(client: ClientBase): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id                  varchar(36) PRIMARY KEY NOT NULL,
      checksum            varchar(64) NOT NULL,
      finished_at         timestamptz,
      migration_name      varchar(255) NOT NULL,
      logs                text,
      rolled_back_at      timestamptz,
      started_at          timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0
    )`);
}

/**
 * Apply one migration and record it, both or neither.
 *
 * So it cannot hold what PostgreSQL refuses in a transaction, such as `CREATE INDEX CONCURRENTLY`.
 */
export async function applyMigration(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
