import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../src/local/postgres';
import { findFreePort } from '../../src/local/process/ports';
import { applyMigrations } from '../../src/store/migrations/migrate';
import type { TestDatabase } from './database';

/** As `pg_ctl stop` names it: it ends what goes on, or drops it where it stands and leaves the rest to recovery. */
export type ShutdownMode = 'fast' | 'immediate';

/** A database on a server that is nobody else's, so that a test may end it. Whoever lends it calls `drop`. */
export interface TestPostgres extends TestDatabase {
  /** The server's first process, since it was started last. */
  readonly pid: number;
  shutDown: (manner: ShutdownMode) => Promise<void>;
  /** Start it again on its files, at the same address. */
  start: () => Promise<void>;
}

const DATABASE = 'mirror';

/** Lend a PostgreSQL with a migrated database, as careful with what it is told as one in production. */
export async function startTestPostgres(settings: Record<string, string> = {}): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-test-postgres-'));
  const port = await findFreePort();
  const start = () => startPostgres({ directory, port, settings });
  let server = await start();
  await server.ensureDatabase(DATABASE);
  await applyMigrations(server.url(DATABASE));
  return {
    databaseUrl: server.url(DATABASE),
    get pid() {
      return server.pid;
    },
    async shutDown(manner) {
      if (manner === 'immediate') process.kill(server.pid, 'SIGQUIT');
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
