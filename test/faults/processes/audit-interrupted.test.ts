import { Client } from 'pg';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { lendLineTo, type LentProxy } from '../../../harness/servers/tcp-proxy';
import { untilLockedOut } from '../../../harness/until-locked-out';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const PAGES = 9;

let mirror: LentMirror;
let line: LentProxy;
let databaseUrl: string;
let worker: WorkerProcess;
/** Holds what the audit wants to write. */
let other: Client;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 1_000, clock: () => NOW, latencyMs: 100 },
    withWorker: false,
  });
  const lent = await lendLineTo(mirror.databaseUrl);
  line = lent.line;
  databaseUrl = lent.url;
  other = new Client({ connectionString: mirror.databaseUrl });
  await other.connect();
  await startWorker();
});

afterEach(() => other.query('ROLLBACK'));

afterAll(async () => {
  await worker.kill();
  await line.close();
  await other.end();
  await mirror.stop();
});

async function startWorker(): Promise<void> {
  worker = spawnWorker({ ...mirror.environment, DATABASE_URL: databaseUrl });
  await worker.isReady();
}

/** Start a FULL and stop its audit half way: its requests are being summed up and deleted, and the sum is not yet there. */
async function startAndHoldAudit() {
  const { workflowId, runId } = await mirror.syncs.startSync('full', { concurrency: 1 });
  const pages = `FROM run_requests WHERE run_id = $1 AND purpose = 'page'`;
  await poll('a page is in', async () => (await other.query(`SELECT ${pages}`, [runId])).rows.length > 0);
  await other.query('BEGIN');
  await other.query(`SELECT ${pages} FOR UPDATE`, [runId]);
  await untilLockedOut(other, 'DELETE FROM run_requests');
  return { workflowId, runId };
}

const expectWholeAudit = async ({ workflowId, runId }: { workflowId: string; runId: string }) => {
  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  expect(await readEnd(mirror, workflowId, runId)).toMatchObject({
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

  await line.cut();
  await other.query('COMMIT');
  await line.mend();

  await expectWholeAudit(run);
  expect(worker.hasEnded()).toBe(false);
});
