import { rmSync } from 'node:fs';

/** Stop the PostgreSQL of the tests and leave no file of it. */
async function tearDown(): Promise<void> {
  const lent = globalThis.testPostgres;
  if (lent === undefined) return;
  await lent.postgres.stop();
  rmSync(lent.directory, { recursive: true, force: true });
}

export = tearDown;
