import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../src/local/postgres';
import { findFreePort } from '../../src/local/process/ports';
import { applyMigrations } from '../../src/store';
import type { TestDatabase } from './database';

/** As in `pg_ctl stop`: `fast` ends transactions, `immediate` leaves everything to recovery. */
export type ShutdownMode = 'fast' | 'immediate';

/** A migrated database on a PostgreSQL server of its own, which a test may stop. The caller drops it. */
export interface TestPostgres extends TestDatabase {
  /** The server's main process; changes with every `start`. */
  readonly pid: number;
  /** Create another database, without any tables, and return its URL. */
  createDatabase: (name: string) => Promise<string>;
  shutDown: (mode: ShutdownMode) => Promise<void>;
  /** Start it again on its data, at the same address. */
  start: () => Promise<void>;
}

export interface TestPostgresOptions {
  /** Settings of the server. Default: as durable as one in production. */
  settings?: Record<string, string>;
}

/**
 * Settings of a server on which the same statements, one after the other, write the same: checkpoints cause no full pages in
 * the WAL, and autovacuum neither writes nor keeps old rows from being pruned. Its data does not outlive the machine.
 */
export const REPEATABLE_WRITES = {
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
} as const;

const DATABASE = 'mirror';

/** Start a PostgreSQL server with a migrated database. */
export async function startTestPostgres({ settings }: TestPostgresOptions = {}): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-test-postgres-'));
  const port = await findFreePort();
  const start = () => startPostgres({ directory, port, ...(settings && { settings }) });
  let server = await start();
  const createDatabase = async (name: string) => {
    await server.ensureDatabase(name);
    return server.url(name);
  };
  const databaseUrl = await createDatabase(DATABASE);
  await applyMigrations(databaseUrl);
  return {
    databaseUrl,
    get pid() {
      return server.pid;
    },
    createDatabase,
    async shutDown(mode) {
      if (mode === 'immediate') process.kill(server.pid, 'SIGQUIT');
      await server.stop();
    },
    async start() {
      server = await start();
    },
    async drop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
