import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { runCli } from '../../../harness/processes/program';
import { runSync } from '../../../harness/run-sync';
import { runSql } from '../../../harness/servers/database';
import {
  type PostgresMajor,
  startPostgresVersion,
  type VersionedPostgres,
} from '../../../harness/servers/postgres-version';
import { startTestStack } from '../../../harness/stack';
import { applyMigrations } from '../../../src/store';
import { runDoctorUntil } from '../../harness/doctor';

/** The embedded PostgreSQL, on which all other tests run, is version 18. */
const SUPPORTED: PostgresMajor[] = [14, 15, 16, 17];

let server: VersionedPostgres | undefined;

afterEach(async () => {
  await server?.stop();
});

async function createDatabase(): Promise<string> {
  await runSql(server!.url, 'CREATE DATABASE mirror');
  const url = new URL(server!.url);
  url.pathname = '/mirror';
  return url.href;
}

test.each(SUPPORTED)('PostgreSQL %d holds the mirror, from the first migration to a HIGH', async (major) => {
  server = await startPostgresVersion(major);
  const databaseUrl = await createDatabase();
  expect(await applyMigrations(databaseUrl)).not.toHaveLength(0);
  const stack = await startTestStack({
    sandbox: { offers: 1_000 },
    database: { databaseUrl, drop: () => Promise.resolve() },
  });
  try {
    expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', retries: 0 });
    expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed', retries: 0 });
    await expectCompleteMirror(stack);

    const query = { statuses: ['Active' as const], sortBy: 'lastConversionAt' as const, limit: 5 };
    const { offers } = await stack.store.listOffers({ ...query, sortOrder: 'desc' });
    expect(offers).toHaveLength(5);
    await stack.store.pruneRuns({ olderThanSeconds: 86_400 });
    expect(await stack.store.readClockLag()).toBe(0);

    const isUpToDate = /^ok +Database .*schema up to date/m;
    await runDoctorUntil(stack.environment, ({ output }) => isUpToDate.test(output));
  } finally {
    await stack.stop();
  }
});

test('migrate, doctor, worker and start refuse PostgreSQL 13 in one sentence', async () => {
  server = await startPostgresVersion(13);
  for (const command of ['migrate', 'doctor', 'worker', 'start']) {
    const { code, output } = await runCli(command, {
      DATABASE_URL: server.url,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MOBIPIUM_API_TOKEN: 'x',
    });

    expect(output).toMatch(/PostgreSQL 13\.\d+ is not supported: use PostgreSQL 14 or newer\./);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).not.toBe(0);
  }
});
