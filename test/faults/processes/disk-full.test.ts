import { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import type { TestDatabase } from '../../../harness/servers/database';
import { startTestPostgres } from '../../../harness/servers/postgres-server';
import { mountSmallDisk, type SmallDisk } from '../../../harness/servers/small-disk';
import { useStack } from '../../harness/use-stack';

const disk = mountSmallDisk(64);
const title =
  'fault 21: a FULL whose database has no space on its disk resumes when there is space: nothing is lost';
if (disk === undefined) test.skip(title, () => undefined);
else testWith(disk);

function testWith(smallDisk: SmallDisk): void {
  const stack = useStack({
    sandbox: { offers: 6_000 },
    settings: { FULL_SYNC_CONCURRENCY: '4' },
    database: () => createDatabaseOn(smallDisk),
    worker: 'own-process',
  });

  test(title, async () => {
    stack.gate.closeAfter(8);
    const { workflowId, runId } = await stack.syncs.startSync('full');
    await poll('some pages are stored', async () => (await stack.store.listOffers({ limit: 1 })).total > 300);
    smallDisk.fill();
    stack.gate.open();
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

/**
 * Create a database whose tables are on a disk of its own, on a server of its own: while the disk is full, no
 * checkpoint of the server succeeds, and every test that drops a database needs one.
 */
async function createDatabaseOn(smallDisk: SmallDisk): Promise<TestDatabase> {
  const { databaseUrl, createDatabase, drop } = await startTestPostgres();
  const client = new Client({ connectionString: await createDatabase('administration') });
  await client.connect();
  await client.query(`CREATE TABLESPACE small_disk LOCATION '${smallDisk.folder}'`);
  await client.query(`ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} SET TABLESPACE small_disk`);
  await client.end();
  return {
    databaseUrl,
    async drop() {
      smallDisk.free();
      await drop();
      smallDisk.unmount();
    },
  };
}
