import { startTestStack, type TestStack } from '../../../harness/stack';
import { waitForRun } from '../../../harness/run-sync';
import { poll } from '../../../harness/poll';
import { buildApp } from '../../../src/api/app';
import { createSyncClient } from '../../../src/client';
import { apiClient } from '../test-api';

interface Queue {
  name: string;
  backlog: number;
  activitiesPerSecond: number | null;
  workers: { identity: string; takes: string[]; lastSeenAt: string }[];
  runs: Record<string, number>;
  lastRuns: { workflowId: string; runId: string; status: string }[];
}

/** What a person's browser asks for. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

let mirror: TestStack;
let app: ReturnType<typeof buildApp>;
let ask: ReturnType<typeof apiClient>;

beforeAll(async () => {
  mirror = await startTestStack({
    sandbox: { offers: 2_500, latencyMs: 20 },
    settings: { HIGH_SYNC_REQUESTS_PER_SECOND: '7', FULL_SYNC_REQUESTS_PER_SECOND: '0' },
    withWorker: false,
  });
  const syncs = createSyncClient({ temporal: mirror.temporal, uiUrl: 'http://ui.example' });
  app = buildApp({ store: mirror.store, syncs });
  ask = apiClient(app);
});

afterAll(async () => {
  await app.close();
  await mirror.stop();
});

const read = async () => {
  const [high, full] = (await ask('/api/queues')).body.queues as [Queue, Queue];
  return { high, full };
};

test('without a worker: what waits is counted, nobody works, and a run that no book has is shown all the same', async () => {
  const { runId, workflowId } = await mirror.syncs.startSync('full', { maxPages: 3 });

  const { high, full } = await poll('the backlog shows', async () => {
    const queues = await read();
    return queues.full.backlog > 0 && queues;
  });

  // As many as three pages take, since nobody has counted.
  expect((await ask('/api/cron?maxPages=3')).body).toMatchObject({ joined: true, runId, chunks: 1 });
  expect(high).toMatchObject({ name: 'high-priority', backlog: 0, workers: [], lastRuns: [] });
  expect(full).toMatchObject({
    name: 'full-sync-chunk',
    backlog: 1,
    workers: [],
    activitiesPerSecond: null,
    runs: { active: 1, completed: 0 },
    lastRuns: [{ workflowId, runId, status: 'running' }],
  });
  const listed = await ask('/api/syncs?status=running');
  expect(listed.body.syncs).toEqual([expect.objectContaining({ runId, status: 'running', progress: null })]);
  const page = await ask('/api/queues', { headers: BROWSER });
  expect(page.text).toContain('nobody takes work');
});

test('with one: it is named with what it takes and when it was seen, and the limit that it set', async () => {
  await mirror.startInProcessWorker();
  const { runId } = (await read()).full.lastRuns[0]!;
  await waitForRun(mirror, 'full-sync-manual', runId);

  const { high, full } = await poll('the worker shows on both queues', async () => {
    const queues = await read();
    return queues.high.workers.length > 0 && queues.high.activitiesPerSecond !== null && queues;
  });

  for (const { workers } of [high, full]) {
    expect(workers).toEqual([
      {
        identity: expect.stringContaining(String(process.pid)) as string,
        takes: ['workflows', 'activities'],
        lastSeenAt: expect.any(String) as string,
      },
    ]);
    expect(Math.abs(Date.now() - Date.parse(workers[0]!.lastSeenAt))).toBeLessThan(60_000);
  }
  expect(high.activitiesPerSecond).toBe(7);
  expect(full).toMatchObject({ activitiesPerSecond: null, runs: { active: 0, completed: 1, failed: 0 } });
  expect(full.lastRuns).toEqual([expect.objectContaining({ runId, status: 'completed' })]);
});

test('a browser gets a page that refreshes itself, fetches nothing, and links into the Temporal Web UI', async () => {
  const { headers, text } = await ask('/api/queues', { headers: BROWSER });

  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers.vary).toContain('accept');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(text).toContain('http-equiv="refresh"');
  expect(text).toContain('href="http://ui.example/namespaces/default/workflows/full-sync-manual"');
  expect(text).toContain('high-priority');
  expect(text).not.toMatch(/<(script|img|link|iframe)\b/);
});

test.each([undefined, '*/*', 'application/json', 'application/json, text/html'])(
  'a program that accepts %s gets JSON',
  async (accept) => {
    const { headers } = await ask('/api/queues', { headers: accept === undefined ? {} : { accept } });

    expect(headers['content-type']).toMatch(/^application\/json/);
  },
);

test('names that others chose are shown as text on the page', async () => {
  const run = { workflowId: `full-sync-"><script>alert('1')</script>`, runId: 'hostile' };
  await mirror.store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  await mirror.store.finishRun({
    run,
    status: 'incomplete',
    reasons: ['<img src=x onerror=alert(2)>'],
    error: null,
  });

  const { text } = await ask('/api/queues', { headers: BROWSER });

  expect(text).toContain('full-sync-&quot;&gt;&lt;script&gt;');
  expect(text).toContain('&lt;img src=x');
  expect(text).not.toMatch(/<(script|img)\b/);
});
