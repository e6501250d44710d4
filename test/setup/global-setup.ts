import { join } from 'node:path';
import { SERVER_URL_VARIABLE, TEMPLATE_DATABASE } from '../../harness/servers/database';
import { findTestTemporalCli } from '../../harness/servers/temporal';
import { startPostgres } from '../../src/local/postgres';
import { applyMigrations } from '../../src/store/migrations/migrate';
import { createRunDirectory } from './run-directory';

/** The data does not outlive the tests, so nothing needs to be written to disk safely. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * Start one PostgreSQL for all test files, with a migrated database for them to copy, and fetch the Temporal CLI: building
 * it takes longer than the timeout of a test.
 */
async function setUp(): Promise<void> {
  // The tests have another folder for temporary files, in which one that the SDK has downloaded is not.
  process.env.TEMPORAL_CLI_PATH = await findTestTemporalCli();
  const directory = createRunDirectory();
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), settings: SETTINGS });
  globalThis.testPostgres = { directory, postgres };
  await postgres.ensureDatabase(TEMPLATE_DATABASE);
  await applyMigrations(postgres.url(TEMPLATE_DATABASE));
  process.env[SERVER_URL_VARIABLE] = postgres.url('postgres');
}

export = setUp;
