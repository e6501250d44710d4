import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { buildConcurrently, findConcurrentIndex } from './concurrent-index';
import { LOCK_TIMEOUT_MS, RETRY_FOR_MS } from './lock-wait';

/** One `migration.sql` on disk. */
export interface Migration {
  /** The name of its folder, such as `20260101000000_mirror`. */
  name: string;
  sql: string;
  /** SHA-256 of the file in hex, the same as Prisma's. */
  checksum: string;
}

/** One row of `_prisma_migrations`. */
export interface MigrationRecord {
  name: string;
  checksum: string;
  finished: boolean;
}

/** The database does not match the migrations on disk and has to be repaired by an operator. */
class MigrationError extends Error {
  override name = 'MigrationError';
}

/** The same relative path from `src/store/migrations` and from `dist/store/migrations`. */
const MIGRATIONS_FOLDER = resolve(__dirname, '../../../prisma/migrations');

/** The names of the migrations that this version knows, oldest first. */
export async function readMigrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Reads all migrations, oldest first (sorted by name). */
export async function readMigrations(): Promise<Migration[]> {
  const names = await readMigrationNames();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(MIGRATIONS_FOLDER, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Reads the records of all migrations that were not rolled back; empty if the table does not exist. */
export async function readRecords(database: ClientBase | Pool): Promise<MigrationRecord[]> {
  const { rows: found } = await database.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (found[0]?.exists !== true) return [];
  const { rows } = await database.query<MigrationRecord>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

/**
 * Checks the recorded migrations against those on disk. A record without a file is accepted here, so that
 * an older release can read a newer database.
 *
 * @throws {MigrationError} if a recorded migration did not finish, or its file was changed since.
 */
export function checkRecords(records: MigrationRecord[], migrations: Migration[]): void {
  for (const { name, checksum, finished } of records) {
    if (!finished) {
      throw new MigrationError(
        `Migration ${name} was started by another tool and did not finish. Repair the database, then run prisma migrate resolve.`,
      );
    }
    const onDisk = migrations.find((migration) => migration.name === name);
    if (onDisk !== undefined && onDisk.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${name} was changed after it was applied. Undo the change and put it into a new migration.`,
      );
    }
  }
}

/** Creates `_prisma_migrations` as Prisma does, if it does not exist. */
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
 * Applies one migration and records it, in one transaction.
 *
 * A migration that builds an index concurrently is recorded after the build, so that an interrupted one is repeated.
 *
 * @param waitForMs How long a concurrent build waits for older transactions. Default: a minute. Other migrations wait for locks only
 *   shortly, because readers queue behind them.
 */
export async function applyMigration(
  client: ClientBase,
  migration: Migration,
  waitForMs = RETRY_FOR_MS,
): Promise<void> {
  const { sql } = migration;
  const index = findConcurrentIndex(sql);
  if (index !== undefined) {
    const startedAt = await readTime(client);
    await buildConcurrently(client, { index, sql }, waitForMs);
    return insertRecord(client, migration, startedAt);
  }
  await client.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  try {
    const startedAt = await readTime(client);
    await client.query(sql);
    await insertRecord(client, migration, startedAt);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function readTime(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  return rows[0]!.now;
}

async function insertRecord(
  client: ClientBase,
  { name, checksum }: Migration,
  startedAt: string,
): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), checksum, name, startedAt],
  );
}
