import { rmSync } from 'node:fs';
import { killProcesses } from './run-directory';

/**
 * Stop the PostgreSQL of the tests, end what a worker of Jest left running that crashed or was killed, and delete the files
 * of the run.
 */
async function tearDown(): Promise<void> {
  const { testPostgres } = globalThis;
  if (testPostgres === undefined) return;
  const { directory, postgres } = testPostgres;
  await postgres.stop();
  await killProcesses(directory);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

export = tearDown;
