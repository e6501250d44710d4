import { setTimeout as wait } from 'node:timers/promises';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { startCli, type Program } from '../../../harness/processes/program';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { waitForRun, runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { findFreePort } from '../../../src/local/process/ports';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const AWAY_FOR_MS = 20_000;

let stack: TestStack;
let worker: WorkerProcess;
let api: Program;
let apiUrl: string;

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 6_000, clock: () => NOW },
    settings: { FULL_SYNC_CONCURRENCY: '3', UPSTREAM_TIMEOUT: '3s' },
    withWorker: false,
  });
  worker = startWorkerProcess(stack.environment);
  const port = String(await findFreePort());
  api = startCli('api', { ...stack.environment, PORT: port });
  apiUrl = `http://127.0.0.1:${port}`;
  await Promise.all([worker.waitUntilReady(), api.waitFor(/API is ready/)]);
});

afterAll(async () => {
  await Promise.all([worker.kill(), api.stop('SIGKILL')]);
  await stack.stop();
});

async function ask(path: string, method = 'GET') {
  const response = await fetch(`${apiUrl}${path}`, { method });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test.each(['graceful', 'killed'] as const)(
  'fault 18: a Temporal server that ends (%s) and is back after 20 s on its file: syncs go on, as one run',
  async (manner) => {
    stack.sandbox.setFault({ effect: { kind: 'late', ms: 1_000 } });
    const started = await ask('/api/syncs/full', 'POST');
    expect(started.status).toBe(202);
    const { workflowId, runId } = started.body as { workflowId: string; runId: string };
    const before = stack.sandbox.requests.total;
    await poll('some pages are read', () => stack.sandbox.requests.total - before > 6);

    await stack.temporalServer.shutDown(manner);
    const backAt = Date.now() + AWAY_FOR_MS;
    await poll('the API says that Temporal is away', async () => {
      const { status, body } = await ask('/api/health/ready');
      return status === 503 && JSON.stringify(body.dependencies).includes('"temporal":{"state":"away"}');
    });
    expect((await ask('/api/health/ready')).body).toMatchObject({
      ready: false,
      dependencies: { database: { state: 'up' }, temporal: { state: 'away' } },
    });
    expect((await ask('/api/health')).status).toBe(200);
    expect(await ask('/api/offers?limit=5')).toMatchObject({ status: 200 });
    expect(await ask('/api/syncs/full', 'POST')).toMatchObject({
      status: 503,
      body: { message: 'The Temporal server cannot be reached. Try again later.' },
    });
    await wait(backAt - Date.now());
    await stack.temporalServer.start();

    await poll('the API is ready', async () => (await ask('/api/health/ready')).status === 200);
    expect(
      await poll('a start is answered', async () => {
        const again = await ask('/api/syncs/full', 'POST');
        return again.status === 202 && again;
      }),
    ).toMatchObject({ body: { workflowId, runId, joined: true } });
    stack.sandbox.setFault(null);
    const audit = await waitForRun(stack, workflowId, runId);

    expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
    await expectCompleteMirror(stack, NOW);
    expect((await stack.store.listRuns({ kind: 'full', limit: 10 })).runs[0]).toMatchObject({ runId });
    expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed' });
  },
);
