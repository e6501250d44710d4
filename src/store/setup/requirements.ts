import type { ClientBase, Pool } from 'pg';
import { assertSchemaKnown } from '../migrations/newer-schema';
import { readMigrationNames, readRecords } from '../migrations/records';

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
  // The tables of the mirror are those in the schema of the identity and in that of the history, and of their owner. Rows
  // reach a partition through its parent.
  const { rows } = await pool.query<{ isReadOnly: boolean; tables: string[] }>(
    `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly",
       ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_class mirror USING (relowner)
         WHERE mirror.oid = 'mirror_identity'::regclass AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND c.relnamespace IN (mirror.relnamespace, to_regnamespace('history'))
           AND NOT (has_schema_privilege(c.relnamespace, 'USAGE')
             AND has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
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

/** `all`: the database was never migrated. */
async function readMissingMigrations(pool: Pool): Promise<string[] | 'all'> {
  const records = await readRecords(pool);
  if (records.length === 0) return 'all';
  const applied = new Set(records.filter(({ finished }) => finished).map(({ name }) => name));
  return (await readMigrationNames()).filter((name) => !applied.has(name));
}
