import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { type ApiStack, startApiStack } from '../test-api';

interface Queue {
  name: string;
  backlog: number;
  activitiesPerSecond: number | null;
  workers: { identity: string; takes: string[]; lastSeenAt: string }[];
  runs: Record<string, number>;
  lastRuns: { workflowId: string; runId: string; status: string }[];
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack({
    sandbox: { offers: 2_500, latencyMs: 20 },
    settings: {
      HIGH_SYNC_REQUESTS_PER_SECOND: '7',
      FULL_SYNC_REQUESTS_PER_SECOND: '0',
      TEMPORAL_UI_URL: 'http://ui.example',
    },
    withWorker: false,
  });
});

afterAll(() => stack.stop());

/** Read the queues, again if Temporal answers too late on a slow machine. */
const read = () =>
  poll('the queues are read', async () => {
    const { statusCode, body } = await stack.request('/api/queues');
    if (statusCode !== 200) return undefined;
    const [high, full] = body.queues as [Queue, Queue];
    return { high, full };
  });

test('without a worker: shows the backlog, no workers, and a run that has no record yet', async () => {
  const { runId, workflowId } = await stack.syncs.startSync('full', { maxPages: 3 });

  const { high, full } = await poll('the backlog shows', async () => {
    const queues = await read();
    return queues.full.backlog > 0 && queues;
  });

  // The maximum for three pages, because no worker has counted them.
  expect((await stack.request('/api/cron?maxPages=3')).body).toMatchObject({
    joined: true,
    runId,
    chunks: 1,
  });
  expect(high).toMatchObject({ name: 'high-priority', backlog: 0, workers: [], lastRuns: [] });
  expect(full).toMatchObject({
    name: 'full-sync-chunk',
    backlog: 1,
    workers: [],
    activitiesPerSecond: null,
    runs: { active: 1, completed: 0 },
    lastRuns: [{ workflowId, runId, status: 'running' }],
  });
  const listed = await stack.request('/api/syncs?status=running');
  expect(listed.body.syncs).toEqual([expect.objectContaining({ runId, status: 'running', progress: null })]);
  const page = await stack.request('/api/queues', { headers: BROWSER });
  expect(page.text).toContain('no worker is polling');
});

test('with a worker: shows its identity, task types, last poll and rate limit', async () => {
  await stack.startInProcessWorker();
  const { runId } = (await read()).full.lastRuns[0]!;
  await waitForRun(stack, 'full-sync-manual', runId);

  const { high, full } = await poll('the worker shows on both queues', async () => {
    const queues = await read();
    // It polls for workflows and for activities at different moments.
    const isComplete = [queues.high, queues.full].every(({ workers }) => workers[0]?.takes.length === 2);
    return isComplete && queues.high.activitiesPerSecond !== null && queues;
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

test('returns a page to a browser that refreshes itself, loads nothing, and links to the Temporal Web UI', async () => {
  const { headers, text } = await stack.request('/api/queues', { headers: BROWSER });

  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers.vary).toContain('accept');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(text).toContain('http-equiv="refresh"');
  expect(text).toMatch(
    /href="http:\/\/ui\.example\/namespaces\/default\/workflows\/full-sync-manual\/[0-9a-f-]{36}\/history"/,
  );
  expect(text).toContain('high-priority');
  expect(text).not.toMatch(/<(script|img|link|iframe)\b/);
});

test.each([undefined, '*/*', 'application/json', 'application/json, text/html'])(
  'returns JSON for accept: %s',
  async (accept) => {
    const { headers } = await stack.request('/api/queues', {
      headers: accept === undefined ? {} : { accept },
    });

    expect(headers['content-type']).toMatch(/^application\/json/);
  },
);

test('escapes hostile text on the page', async () => {
  const run = { workflowId: `full-sync-"><script>alert('1')</script>`, runId: 'hostile' };
  await stack.store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  await stack.store.finishRun({
    run,
    status: 'incomplete',
    reasons: ['<img src=x onerror=alert(2)>'],
    error: null,
  });

  const { text } = await stack.request('/api/queues', { headers: BROWSER });

  expect(text).toContain('full-sync-&quot;&gt;&lt;script&gt;');
  expect(text).toContain('&lt;img src=x');
  expect(text).not.toMatch(/<(script|img)\b/);
});
