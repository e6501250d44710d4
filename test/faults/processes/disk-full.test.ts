import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import { type TestDatabase, SERVER_URL_VARIABLE, TEMPLATE_DATABASE } from '../../../harness/servers/database';
import { mountSmallDisk, type SmallDisk } from '../../../harness/servers/small-disk';
import { startTestStack, type TestStack } from '../../../harness/stack';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const MEGABYTE = 1024 * 1024;

const disk = mountSmallDisk(64);
const testOnDisk = disk === undefined ? test.skip : test;

let stack: TestStack;
let worker: WorkerProcess;

beforeAll(async () => {
  if (disk === undefined) return;
  stack = await startTestStack({
    sandbox: { offers: 6_000, clock: () => NOW, latencyMs: 50 },
    settings: { FULL_SYNC_CONCURRENCY: '4' },
    database: await lendDatabaseOn(disk),
    withWorker: false,
  });
  worker = startWorkerProcess(stack.environment);
  await worker.waitUntilReady();
});

afterAll(async () => {
  if (disk === undefined) return;
  await worker.kill();
  await stack.stop();
});

/** A database whose tables are on a disk that is nobody else's. */
async function lendDatabaseOn(on: SmallDisk): Promise<TestDatabase> {
  const name = `on_small_disk_${randomUUID().replaceAll('-', '')}`;
  const run = async (...statements: string[]) => {
    const client = new Client({ connectionString: process.env[SERVER_URL_VARIABLE] });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(
    `CREATE TABLESPACE ${name} LOCATION '${on.folder}'`,
    `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} TABLESPACE ${name}`,
  );
  const url = new URL(process.env[SERVER_URL_VARIABLE]!);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    async drop() {
      on.free();
      await run(`DROP DATABASE ${name} WITH (FORCE)`, `DROP TABLESPACE ${name}`);
      on.unmount();
    },
  };
}

testOnDisk(
  'fault 21: a FULL whose database has no room left on its disk goes on when there is some: nothing is lost',
  async () => {
    disk!.fill(MEGABYTE);
    const { workflowId, runId } = await stack.syncs.startSync('full');
    await poll('the worker says that the disk is full', () =>
      worker.log.some(({ code }) => code === '53100'),
    );
    const { total } = await stack.store.listOffers({ limit: 1 });
    disk!.free();
    const audit = await waitForRun(stack, workflowId, runId);

    const { active } = stack.sandbox.catalogue.countsAt(NOW);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(active);
    expect(audit).toMatchObject({ status: 'completed', reasons: [], offersMet: active, offersNew: active });
    expect(audit.retries).toBeGreaterThan(0);
    await expectCompleteMirror(stack, NOW);
  },
);
