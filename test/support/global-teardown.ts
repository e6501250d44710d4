import { rmSync } from 'node:fs';
import './global-setup';

/** Stop the PostgreSQL of the tests and leave no file of it. */
export default async function tearDown(): Promise<void> {
  const lent = globalThis.testPostgres;
  if (lent === undefined) return;
  await lent.postgres.stop();
  rmSync(lent.directory, { recursive: true, force: true });
}
