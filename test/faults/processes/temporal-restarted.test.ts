import { setTimeout as wait } from 'node:timers/promises';
import { expectWholeMirror } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { startProcess, type StartedProcess } from '../../../harness/processes/start-process';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { findFreePort } from '../../../src/local/process/ports';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const AWAY_FOR_MS = 20_000;

let mirror: LentMirror;
let worker: WorkerProcess;
let api: StartedProcess;
let apiUrl: string;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 6_000, clock: () => NOW },
    settings: { FULL_SYNC_CONCURRENCY: '3', UPSTREAM_TIMEOUT: '3s' },
    withWorker: false,
  });
  worker = spawnWorker(mirror.environment);
  const port = String(await findFreePort());
  api = startProcess('api', { ...mirror.environment, PORT: port });
  apiUrl = `http://127.0.0.1:${port}`;
  await Promise.all([worker.isReady(), api.waitFor(/API is ready/)]);
});

afterAll(async () => {
  await Promise.all([worker.kill(), api.end('SIGKILL')]);
  await mirror.stop();
});

async function ask(path: string, method = 'GET') {
  const response = await fetch(`${apiUrl}${path}`, { method });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test.each(['in peace', 'killed'] as const)(
  'fault 18: a Temporal server that ends (%s) and is back after 20 s on its file: syncs go on, as one run',
  async (manner) => {
    mirror.sandbox.setFault({ effect: { kind: 'late', ms: 1_000 } });
    const started = await ask('/api/syncs/full', 'POST');
    expect(started.status).toBe(202);
    const { workflowId, runId } = started.body as { workflowId: string; runId: string };
    const before = mirror.sandbox.requests.total;
    await poll('some pages are read', () => mirror.sandbox.requests.total - before > 6);

    await mirror.server.halt(manner);
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
      body: { message: 'the Temporal server cannot be reached' },
    });
    await wait(backAt - Date.now());
    await mirror.server.resume();

    await poll('the API is ready', async () => (await ask('/api/health/ready')).status === 200);
    expect(
      await poll('a start is answered', async () => {
        const again = await ask('/api/syncs/full', 'POST');
        return again.status === 202 && again;
      }),
    ).toMatchObject({ body: { workflowId, runId, joined: true } });
    mirror.sandbox.setFault(null);
    const audit = await readEnd(mirror, workflowId, runId);

    expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
    await expectWholeMirror(mirror, NOW);
    expect((await mirror.store.listRuns({ kind: 'full', limit: 10 })).runs[0]).toMatchObject({ runId });
    expect(await runSync(mirror, 'high')).toMatchObject({ status: 'completed' });
  },
);
