import { rmSync } from 'node:fs';

/** Stop the PostgreSQL of the tests and delete the files of the run. */
async function tearDown(): Promise<void> {
  const { testPostgres } = globalThis;
  if (testPostgres === undefined) return;
  await testPostgres.postgres.stop();
  rmSync(testPostgres.directory, { recursive: true, force: true, maxRetries: 5 });
}

export = tearDown;
