import { Client } from 'pg';
import { Umzug } from 'umzug';
import { applyMigration, checkRecords, createRecordsTable, readMigrations, readRecords } from './records';

export { MigrationError } from './records';

/** The lock that Prisma takes for its own migrations, so that either tool waits for the other. */
const MIGRATION_LOCK = 72707369;

/**
 * Apply the migrations that the database does not have yet, oldest first, each in a transaction of its own.
 *
 * They are recorded as `prisma migrate deploy` records them, so that either tool carries on where the other stopped.
 * Two that migrate at once do not collide: the second waits and finds nothing left to do.
 *
 * @returns the names of those that were applied.
 * @throws {MigrationError} if an applied migration was changed, or one of another tool did not finish.
 * @throws umzug's own `MigrationError`, with the database's error as its cause, if one fails; the database is then as
 * the one before left it.
 */
export function applyMigrations(databaseUrl: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    // Held by the connection, so that it is let go with it however this ends.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await createRecordsTable(client);
    const applied = await (await createUmzug(client)).up();
    return applied.map(({ name }) => name);
  });
}

/**
 * The names of the migrations that the database does not have yet, oldest first. Changes nothing.
 *
 * @throws {MigrationError} if an applied migration was changed, or one of another tool did not finish.
 */
export function listPendingMigrations(databaseUrl: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const pending = await (await createUmzug(client)).pending();
    return pending.map(({ name }) => name);
  });
}

async function createUmzug(client: Client): Promise<Umzug<object>> {
  const migrations = await readMigrations();
  checkRecords(await readRecords(client), migrations);
  return new Umzug<object>({
    migrations: migrations.map((migration) => ({
      name: migration.name,
      up: () => applyMigration(client, migration),
    })),
    storage: {
      executed: async () => (await readRecords(client)).map(({ name }) => name),
      // A migration records itself, in its own transaction.
      logMigration: () => Promise.resolve(),
      unlogMigration: () => Promise.reject(new Error('Migrations are not undone: make a new one.')),
    },
    logger: undefined,
  });
}

async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'mobipium-sync migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
