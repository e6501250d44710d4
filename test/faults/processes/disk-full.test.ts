import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { SERVER_URL_VARIABLE, TEMPLATE_DATABASE, type TestDatabase } from '../../../harness/servers/database';
import { mountSmallDisk, type SmallDisk } from '../../../harness/servers/small-disk';
import { useStack } from '../../harness/use-stack';

const MEGABYTE = 1024 * 1024;

const disk = mountSmallDisk(64);
const title =
  'fault 21: a FULL whose database has no space on its disk resumes when there is space: nothing is lost';
if (disk === undefined) test.skip(title, () => undefined);
else testWith(disk);

function testWith(smallDisk: SmallDisk): void {
  const stack = useStack({
    sandbox: { offers: 6_000, latencyMs: 50 },
    settings: { FULL_SYNC_CONCURRENCY: '4' },
    database: () => createDatabaseOn(smallDisk),
    worker: 'own-process',
  });

  test(title, async () => {
    smallDisk.fill(MEGABYTE);
    const { workflowId, runId } = await stack.syncs.startSync('full');
    await poll('the worker logs that the disk is full', () =>
      stack.worker.log.some(({ code }) => code === '53100'),
    );
    const { total } = await stack.store.listOffers({ limit: 1 });
    smallDisk.free();
    const audit = await waitForRun(stack, workflowId, runId);

    const { active } = stack.sandbox.catalogue.countsAt(Date.now());
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(active);
    expect(audit).toMatchObject({
      status: 'completed',
      reasons: [],
      offersMet: active,
      offersDistinct: active,
    });
    expect(audit.retries).toBeGreaterThan(0);
    await expectCompleteMirror(stack);
  });
}

/** Create a database whose tables are on a disk of its own. */
async function createDatabaseOn(smallDisk: SmallDisk): Promise<TestDatabase> {
  const name = `on_small_disk_${randomUUID().replaceAll('-', '')}`;
  const run = async (...statements: string[]) => {
    const client = new Client({ connectionString: process.env[SERVER_URL_VARIABLE] });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(
    `CREATE TABLESPACE ${name} LOCATION '${smallDisk.folder}'`,
    `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} TABLESPACE ${name}`,
  );
  const url = new URL(process.env[SERVER_URL_VARIABLE]!);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    async drop() {
      smallDisk.free();
      await run(`DROP DATABASE ${name} WITH (FORCE)`, `DROP TABLESPACE ${name}`);
      smallDisk.unmount();
    },
  };
}
