import { expectWholeMirror } from '../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { readEnd } from '../../harness/mirror/run-sync';
import { poll } from '../../harness/poll';
import { spawnWorker, type WorkerProcess } from '../../harness/processes/worker-process';
import { createGate } from '../../harness/servers/gate';
import { lendLineTo, lendTcpProxy, type LentProxy } from '../../harness/servers/tcp-proxy';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const WARN = 40;
const PAGES_AT_ONCE = 5;

let mirror: LentMirror;
const gate = createGate();
let lines: { database: LentProxy; temporal: LentProxy };
let worker: WorkerProcess;

/** The worker goes over lines that can be cut; the test itself does not. */
beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 6_000, clock: () => NOW, latencyMs: 100, beforeAnswer: gate.beforeAnswer },
    settings: { FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE), UPSTREAM_TIMEOUT: '1s' },
    withWorker: false,
  });
  const database = await lendLineTo(mirror.databaseUrl);
  lines = {
    database: database.line,
    temporal: await lendTcpProxy(Number(mirror.server.address.split(':')[1]), { isCut: true }),
  };
  worker = spawnWorker({
    ...mirror.environment,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: `127.0.0.1:${lines.temporal.port}`,
  });
});

afterAll(async () => {
  await worker.kill();
  await Promise.all([lines.database.close(), lines.temporal.close()]);
  await mirror.stop();
});

const warnings = () => worker.log.filter(({ level }) => level >= WARN);

/** How often a page that is not yet in was tried, at most, as the server knows. */
async function mostAttempts(): Promise<number> {
  const attempts = [0];
  const query = `WorkflowType = 'fullSyncChunk' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of mirror.temporal.workflow.list({ query })) {
    const { raw } = await mirror.temporal.workflow.getHandle(workflowId, runId).describe();
    attempts.push(...(raw.pendingActivities ?? []).map(({ attempt }) => attempt ?? 0));
  }
  return Math.max(...attempts);
}

/** Start a FULL and stop it in its middle: some pages are read, and as many as may be are open until the gate is. */
async function startAndWaitForPages() {
  gate.closeAfter(12);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('others are open', () => gate.held === PAGES_AT_ONCE);
  return { workflowId, runId };
}

test('a worker that starts while Temporal is away says so once, keeps trying, and works once it is there', async () => {
  await poll('the worker says that Temporal is away', () => warnings().length > 0);
  await lines.temporal.mend();

  await worker.isReady();

  expect(warnings().map(({ msg }) => msg)).toEqual(['Temporal is away, still trying']);
});

test('a FULL in whose middle the database goes away goes on when it is back, and the log is not flooded', async () => {
  const { workflowId, runId } = await startAndWaitForPages();
  const warned = warnings().length;

  await lines.database.cut();
  gate.open();
  await poll('the worker says that an attempt failed', () => warnings().length > warned);
  await poll('a page has been tried three times', async () => (await mostAttempts()) >= 3);
  await lines.database.mend();
  const audit = await readEnd(mirror, workflowId, runId);

  expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
  expect(audit.retries).toBeGreaterThan(10);
  await expectWholeMirror(mirror, NOW);
  // One line for each class and code, such as ECONNRESET and ECONNREFUSED; not one for each attempt.
  const facts = warnings().slice(warned);
  expect(facts.length).toBeLessThanOrEqual(5);
  expect(new Set(facts.map(({ errorClass, code }) => `${String(errorClass)} ${String(code)}`)).size).toBe(
    facts.length,
  );
  expect(JSON.stringify(worker.log)).not.toContain(new URL(mirror.databaseUrl).password || 'postgresql://');
});

test('a FULL in whose middle Temporal goes away goes on when it is back, and the log is not flooded', async () => {
  const { workflowId, runId } = await startAndWaitForPages();
  const warned = warnings().length;

  await lines.temporal.cut();
  gate.open();
  await poll('the worker says that Temporal is away', () => warnings().length > warned);
  // By then the core has repeated some fifty calls.
  await poll('the server has given up an open page', async () => (await mostAttempts()) >= 2);
  await lines.temporal.mend();

  const audit = await readEnd(mirror, workflowId, runId);
  expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [] });
  await expectWholeMirror(mirror, NOW);
  const away = warnings()
    .slice(warned)
    .filter(({ msg }) => msg === 'Temporal is away, still trying');
  expect(away).toHaveLength(1);
});
