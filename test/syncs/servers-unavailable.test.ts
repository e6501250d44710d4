import { expectCompleteMirror } from '../../harness/mirror/compare';
import { poll } from '../../harness/poll';
import { startWorkerProcess, type WorkerProcess } from '../../harness/processes/worker';
import { waitForRun } from '../../harness/run-sync';
import { startProxyTo, startTcpProxy, type TcpProxy } from '../../harness/servers/tcp-proxy';
import { startFullUntilHeld } from '../harness/runs';
import { useStack } from '../harness/use-stack';

const WARN = 40;
const CONCURRENCY = 5;

let proxies: { database: TcpProxy; temporal: TcpProxy };
let worker: WorkerProcess;

const stack = useStack({
  sandbox: { offers: 6_000, latencyMs: 100 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '1s' },
  worker: 'none',
});

/** The worker connects through proxies that can be cut; the test itself does not. */
beforeAll(async () => {
  const temporalPort = Number(stack.temporalServer.address.split(':')[1]);
  const temporal = await startTcpProxy(temporalPort, { isDisconnected: true });
  const database = await startProxyTo(stack.databaseUrl);
  proxies = { database: database.proxy, temporal };
  worker = startWorkerProcess({
    ...stack.environment,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`,
  });
  stack.cleanup.defer('proxies', () => Promise.all([database.proxy.close(), temporal.close()]));
  stack.cleanup.defer('worker', () => worker.kill());
});

const warnings = () => worker.log.filter(({ level }) => level >= WARN);

/** The highest attempt of all pages in flight, as the server reports it. */
async function highestAttempt(): Promise<number> {
  const attempts = [0];
  const query = `WorkflowType = 'fullSyncChunk' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of stack.temporal.workflow.list({ query })) {
    const { raw } = await stack.temporal.workflow.getHandle(workflowId, runId).describe();
    attempts.push(...(raw.pendingActivities ?? []).map(({ attempt }) => attempt ?? 0));
  }
  return Math.max(...attempts);
}

/** Start a FULL and hold it: some pages are read, and as many as allowed are in flight until the gate opens. */
const startAndHold = () => startFullUntilHeld(stack, 12, CONCURRENCY);

test('a worker that starts while Temporal is unavailable logs it once and connects when it is back', async () => {
  await poll('the worker has logged that Temporal is unavailable', () => warnings().length > 0);
  await proxies.temporal.reconnect();

  await worker.waitUntilReady();

  expect(warnings().map(({ msg }) => msg)).toEqual(['Temporal is unavailable, retrying']);
});

test('a FULL continues after a database outage, and the log is throttled', async () => {
  const { workflowId, runId } = await startAndHold();
  const warned = warnings().length;

  await proxies.database.disconnect();
  stack.gate.open();
  await poll('the worker has logged a failed attempt', () => warnings().length > warned);
  await poll('a page is in its third attempt', async () => (await highestAttempt()) >= 3);
  await proxies.database.reconnect();
  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
  expect(audit.retries).toBeGreaterThan(10);
  await expectCompleteMirror(stack);
  // One line per class and code, such as ECONNRESET and ECONNREFUSED, not per attempt.
  const facts = warnings().slice(warned);
  expect(facts.length).toBeLessThanOrEqual(5);
  expect(new Set(facts.map(({ errorClass, code }) => `${String(errorClass)} ${String(code)}`)).size).toBe(
    facts.length,
  );
  expect(JSON.stringify(worker.log)).not.toContain(new URL(stack.databaseUrl).password || 'postgresql://');
});

test('a FULL continues after an outage of Temporal, and the log is throttled', async () => {
  const { workflowId, runId } = await startAndHold();
  const warned = warnings().length;

  await proxies.temporal.disconnect();
  stack.gate.open();
  await poll('the worker has logged that Temporal is unavailable', () => warnings().length > warned);
  // By then the SDK's core has retried some fifty calls.
  await poll('the server has timed out a page', async () => (await highestAttempt()) >= 2);
  await proxies.temporal.reconnect();

  const audit = await waitForRun(stack, workflowId, runId);
  expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [] });
  await expectCompleteMirror(stack);
  const unavailable = warnings()
    .slice(warned)
    .filter(({ msg }) => msg === 'Temporal is unavailable, retrying');
  expect(unavailable).toHaveLength(1);
});
