import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import { waitForBlockedStatement } from '../../../harness/servers/blocked-statement';
import { startProxyTo, type TcpProxy } from '../../../harness/servers/tcp-proxy';
import { startTestStack, type TestStack } from '../../../harness/stack';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const PAGES = 9;

let stack: TestStack;
let line: TcpProxy;
let databaseUrl: string;
let worker: WorkerProcess;
/** Holds what the audit wants to write. */
let other: Client;

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 1_000, clock: () => NOW, latencyMs: 100 },
    withWorker: false,
  });
  const lent = await startProxyTo(stack.databaseUrl);
  line = lent.proxy;
  databaseUrl = lent.url;
  other = new Client({ connectionString: stack.databaseUrl });
  await other.connect();
  await startWorker();
});

afterEach(() => other.query('ROLLBACK'));

afterAll(async () => {
  await worker.kill();
  await line.close();
  await other.end();
  await stack.stop();
});

async function startWorker(): Promise<void> {
  worker = startWorkerProcess({ ...stack.environment, DATABASE_URL: databaseUrl });
  await worker.waitUntilReady();
}

/** Start a FULL and stop its audit half way: its requests are being summed up and deleted, and the sum is not yet there. */
async function startAndHoldAudit() {
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  const pages = `FROM run_requests WHERE run_id = $1 AND purpose = 'page'`;
  await poll('a page is in', async () => (await other.query(`SELECT ${pages}`, [runId])).rows.length > 0);
  await other.query('BEGIN');
  await other.query(`SELECT ${pages} FOR UPDATE`, [runId]);
  await waitForBlockedStatement(other, 'DELETE FROM run_requests');
  return { workflowId, runId };
}

const expectWholeAudit = async ({ workflowId, runId }: { workflowId: string; runId: string }) => {
  const { active } = stack.sandbox.catalogue.countsAt(NOW);
  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({
    status: 'completed',
    pagesRead: PAGES,
    offersMet: active,
    offersDistinct: active,
    requests: PAGES + 1,
    retries: 0,
  });
};

test('a worker that is killed while it writes an audit leaves it whole to the next one', async () => {
  const run = await startAndHoldAudit();

  await worker.kill();
  await other.query('COMMIT');
  await startWorker();

  await expectWholeAudit(run);
});

test('a database that goes away while an audit is written finds it whole when it is back', async () => {
  const run = await startAndHoldAudit();

  await line.disconnect();
  await other.query('COMMIT');
  await line.reconnect();

  await expectWholeAudit(run);
  expect(worker.hasEnded()).toBe(false);
});
