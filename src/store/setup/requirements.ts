import type { ClientBase, Pool } from 'pg';
import { assertSchemaKnown } from '../migrations/newer-schema';
import { readMigrationNames } from '../migrations/records';

/** The oldest supported major version. PostgreSQL 13 gets no more security fixes. */
const OLDEST_VERSION = 14;

/** The database must be changed by an operator before it can be used. The message says what to do. */
export class DatabaseSetupError extends Error {
  override name = 'DatabaseSetupError';
}

/**
 * Checks the version of the server.
 *
 * @throws {DatabaseSetupError} if it is too old.
 */
export async function assertSupportedServer(database: ClientBase | Pool): Promise<void> {
  const { rows } = await database.query<{ number: number; name: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name`,
  );
  const { number, name } = rows[0]!;
  if (number >= OLDEST_VERSION * 10_000) return;
  throw new DatabaseSetupError(
    `PostgreSQL ${name} is not supported: use PostgreSQL ${OLDEST_VERSION} or newer.`,
  );
}

/**
 * Checks that a worker can use the database: the version of the server, the migrations, and the rights.
 *
 * @throws {DatabaseSetupError} if the server is too old, migrations are missing, or the mirror cannot be written.
 * @throws {StoreError} `newer_schema`, if the database has migrations of a newer version.
 */
export async function assertUsable(pool: Pool): Promise<void> {
  await assertSupportedServer(pool);
  const missing = await readMissingMigrations(pool);
  if (missing === 'all') {
    throw new DatabaseSetupError('The database is missing tables: run `mobipium-sync migrate` first.');
  }
  if (missing.length > 0) {
    throw new DatabaseSetupError(
      `The database is missing the migrations ${missing.join(', ')}: run \`mobipium-sync migrate\` first.`,
    );
  }
  await assertSchemaKnown(pool);
  const problem = await findWriteProblem(pool);
  if (problem !== undefined) throw new DatabaseSetupError(`The database: ${problem}.`);
}

/** Finds out why this role cannot write the mirror. Undefined: it can. */
export async function findWriteProblem(pool: Pool): Promise<string | undefined> {
  // The tables of the mirror are those in the schema of the identity, and of its owner.
  const { rows } = await pool.query<{ isReadOnly: boolean; tables: string[] }>(
    `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly",
       ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_class mirror USING (relnamespace, relowner)
         WHERE mirror.oid = 'mirror_identity'::regclass AND c.relkind = 'r'
           AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
             AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
         ORDER BY c.relname) AS tables`,
  );
  const { isReadOnly, tables } = rows[0]!;
  if (isReadOnly) {
    return 'it is read-only, because it is a standby or default_transaction_read_only is on. Use the primary server and another role';
  }
  return tables.length === 0
    ? undefined
    : `the role has no right to read and write the tables ${tables.join(', ')}. Grant it, or use the owner of the database`;
}

async function readMissingMigrations(pool: Pool): Promise<string[] | 'all'> {
  const { rows: found } = await pool.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (found[0]?.exists !== true) return 'all';
  const { rows } = await pool.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL`,
  );
  const applied = new Set(rows.map(({ name }) => name));
  return (await readMigrationNames()).filter((name) => !applied.has(name));
}
