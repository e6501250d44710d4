import { setTimeout as sleep } from 'node:timers/promises';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { type ApiProcess, startApiProcess } from '../../../harness/processes/api';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { useStack } from '../../harness/use-stack';

const DOWN_FOR_MS = 20_000;

const stack = useStack({
  sandbox: { offers: 6_000 },
  settings: { FULL_SYNC_CONCURRENCY: '3', UPSTREAM_TIMEOUT: '3s' },
  worker: 'own-process',
});
let api: ApiProcess;

beforeAll(async () => {
  api = await startApiProcess(stack.environment);
  stack.cleanup.defer('API', () => api.kill());
});

async function request(path: string, method = 'GET') {
  const response = await fetch(`${api.url}${path}`, { method });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test.each(['graceful', 'killed'] as const)(
  'fault 18: a FULL resumes as the same run after the Temporal server was down for 20 s (%s)',
  async (mode) => {
    stack.sandbox.setFault({ effect: { kind: 'late', ms: 1_000 } });
    const started = await request('/api/syncs/full', 'POST');
    expect(started.status).toBe(202);
    const { workflowId, runId } = started.body as { workflowId: string; runId: string };
    const before = stack.sandbox.requests.total;
    await poll('some pages are read', () => stack.sandbox.requests.total - before > 6);
    // The run must not end before a start joins it.
    stack.gate.closeAfter(0);

    await stack.temporalServer.shutDown(mode);
    const upAtMs = Date.now() + DOWN_FOR_MS;
    await poll('the API reports Temporal as away', async () => {
      const { status, body } = await request('/api/health/ready');
      return status === 503 && JSON.stringify(body.dependencies).includes('"temporal":{"state":"away"}');
    });
    expect((await request('/api/health/ready')).body).toMatchObject({
      ready: false,
      dependencies: { database: { state: 'up' }, temporal: { state: 'away' } },
    });
    expect((await request('/api/health')).status).toBe(200);
    expect(await request('/api/offers?limit=5')).toMatchObject({ status: 200 });
    expect(await request('/api/syncs/full', 'POST')).toMatchObject({
      status: 503,
      body: { message: 'The Temporal server cannot be reached. Try again later.' },
    });
    await sleep(upAtMs - Date.now());
    await stack.temporalServer.start();

    await poll('the API is ready', async () => (await request('/api/health/ready')).status === 200);
    const joined = await poll('a start succeeds', async () => {
      const again = await request('/api/syncs/full', 'POST');
      return again.status === 202 && again;
    });
    expect(joined).toMatchObject({ body: { workflowId, runId, joined: true } });
    stack.sandbox.setFault(null);
    stack.gate.open();
    const audit = await waitForRun(stack, workflowId, runId);

    expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
    await expectCompleteMirror(stack);
    expect((await stack.store.listRuns({ kind: 'full', limit: 10 })).runs[0]).toMatchObject({ runId });
    expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed' });
  },
);
