import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { Umzug } from 'umzug';
import { CONNECT_TIMEOUT_MS, toConnectionString } from '../database';
import { adoptRestoredHistory } from '../history/adopt-restored';
import { assertSupportedServer } from '../setup/requirements';
import { retryLockTimeouts, type LockWaitOptions } from './lock-wait';
import {
  applyMigration,
  checkRecords,
  createRecordsTable,
  type Migration,
  readMigrations,
  readRecords,
} from './records';

/** The advisory lock of Prisma's own migrations, so that the two tools wait for each other. */
const MIGRATION_LOCK = 72707369;

const LOCK_POLL_MS = 250;

/**
 * Applies the pending migrations, oldest first, each in its own transaction, except for concurrent index builds.
 *
 * A migration that waits for a lock gives up after seconds and tries again, for up to a minute, so that readers of the
 * table do not wait behind it.
 *
 * Then adopts the history of a restored dump: see {@link adoptRestoredHistory}.
 *
 * They are recorded as `prisma migrate deploy` records them, so the two tools can be mixed. Idempotent, also with
 * concurrent callers: they run one after the other, and a later one finds nothing to apply.
 *
 * @returns the names of the migrations that were applied.
 * @throws {DatabaseSetupError} if the server is too old.
 * @throws {MigrationError} if an applied migration was changed, or one that another tool started did not finish.
 * @throws umzug's own `MigrationError`, with the database's error as its cause, if a migration fails. The database
 * then has the schema of the previous migration.
 */
export async function applyMigrations(
  databaseUrl: string,
  { signal, ...options }: LockWaitOptions & { signal?: AbortSignal } = {},
): Promise<string[]> {
  try {
    return await withClient(databaseUrl, async (lock) => {
      signal?.throwIfAborted();
      // Ends the wait for the lock, and, with that connection, the migration in progress.
      signal?.addEventListener('abort', () => void lock.end(), { once: true });
      await assertSupportedServer(lock);
      await takeMigrationLock(lock);
      return await withClient(databaseUrl, async (client) => {
        // Without the lock, another process may migrate at the same time.
        lock.once('end', () => void client.end());
        await createRecordsTable(client);
        const pending = await readPending(client);
        const applied =
          pending.length === 0 ? [] : await (await createUmzug(client, databaseUrl, pending, options)).up();
        await adoptRestoredHistory(client);
        return applied.map(({ name }) => name);
      });
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Lists the names of the pending migrations, oldest first. Changes nothing.
 *
 * @throws {MigrationError} if an applied migration was changed, or one that another tool started did not finish.
 */
export function listPendingMigrations(databaseUrl: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    await assertSupportedServer(client);
    return (await readPending(client)).map(({ name }) => name);
  });
}

/**
 * Takes the lock until the connection is closed, in a transaction that stays open: a pooler in transaction mode would
 * leave the lock of a session with one of its own connections, for good. Between its statements the transaction has no
 * snapshot, so that a concurrent index build does not wait for it.
 *
 * Polls, since a waiting statement has a snapshot: an index build of the holder would wait for it.
 */
async function takeMigrationLock(client: Client): Promise<void> {
  await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
  for (;;) {
    // Without a parameter: the portal of a statement with parameters keeps its snapshot.
    const { rows } = await client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS locked`,
    );
    if (rows[0]?.locked === true) return;
    await wait(LOCK_POLL_MS);
  }
}

async function readPending(client: Client): Promise<Migration[]> {
  const migrations = await readMigrations();
  const records = await readRecords(client);
  checkRecords(records, migrations);
  const applied = new Set(records.map(({ name }) => name));
  return migrations.filter(({ name }) => !applied.has(name));
}

async function createUmzug(
  client: Client,
  databaseUrl: string,
  migrations: Migration[],
  options: LockWaitOptions,
): Promise<Umzug<object>> {
  // Loaded here: it takes as long to load as all other parts of the store together, and most starts migrate nothing.
  const { Umzug: Migrations } = await import('umzug');
  return new Migrations<object>({
    migrations: migrations.map((migration) => ({
      name: migration.name,
      up: () =>
        retryLockTimeouts(
          migration.name,
          client,
          (work) => withClient(databaseUrl, work),
          (retryForMs) => applyMigration(client, migration, retryForMs),
          options,
        ),
    })),
    storage: {
      executed: async () => (await readRecords(client)).map(({ name }) => name),
      // `applyMigration` writes the record in the migration's own transaction.
      logMigration: () => Promise.resolve(),
      unlogMigration: () => Promise.reject(new Error('Migrations cannot be undone. Add a new one instead.')),
    },
    logger: undefined,
  });
}

async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: toConnectionString(databaseUrl),
    application_name: 'mobipium-sync migrate',
    // Of `pg`: none. A server that accepts connections and does not answer would keep the process running.
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that is lost while it is idle fails the next query; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
