import { readMirror } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../../harness/mirror/run-sync';
import { poll } from '../../../../harness/poll';
import { createGate } from '../../../../harness/servers/gate';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const REFUSED = 'the network refused the token';
const CONCURRENCY = 4;

let mirror: LentMirror;
const gate = createGate();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 6_000, clock: () => NOW, latencyMs: 100, beforeAnswer: gate.beforeAnswer },
    settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY) },
  });
});

afterAll(() => mirror.stop());

beforeEach(() => mirror.sandbox.reset());

const refuseToken = (status = 401) => mirror.sandbox.setFault({ effect: { kind: 'status', status } });

test.each([401, 403])(
  'fault 12: a token that is refused from the start (%d) fails a FULL with its first request',
  async (status) => {
    refuseToken(status);

    const audit = await runSync(mirror, 'full');

    expect(audit).toMatchObject({
      status: 'failed',
      complete: false,
      error: REFUSED,
      requests: 1,
      retries: 0,
    });
    expect(mirror.sandbox.requests.total).toBe(1);
    expect(await mirror.syncs.readSync('full-sync-manual')).toMatchObject({
      status: 'failed',
      error: REFUSED,
    });
    const result = mirror.temporal.workflow.getHandle('full-sync-manual').result();
    await expect(result).rejects.toMatchObject({
      cause: { type: 'UpstreamTokenRefusedError', message: REFUSED },
    });
  },
);

test('fault 12: a token that is refused in mid-run fails the FULL at once, and ends its chunks with it', async () => {
  gate.closeAfter(12);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('others are open', () => gate.held === CONCURRENCY);
  refuseToken();
  const askedBefore = mirror.sandbox.requests.total;
  gate.open();

  const audit = await readEnd(mirror, workflowId, runId);

  expect(audit).toMatchObject({ status: 'failed', error: REFUSED, listAfter: null, offersGone: 0 });
  // What was on its way or handed out until all chunks were told; far from all that were left, and no repeats.
  expect(mirror.sandbox.requests.total - askedBefore).toBeLessThanOrEqual(5 * CONCURRENCY);
  expect(audit.pagesPlanned).toBeGreaterThan(50);
  expect(audit.retries).toBe(0);
  expect((await readMirror(mirror)).size).toBe(audit.offersNew);

  const chunks: string[] = [];
  for await (const { status } of mirror.temporal.workflow.list({ query: `WorkflowType = 'fullSyncChunk'` })) {
    chunks.push(status.name);
  }
  expect(chunks).toContain('CANCELLED');
  expect(chunks).not.toContain('RUNNING');
  const askedAfter = mirror.sandbox.requests.total;

  mirror.sandbox.setFault(null);
  const next = await runSync(mirror, 'full');

  expect(next).toMatchObject({ status: 'completed', complete: true, error: null, retries: 0 });
  expect(mirror.sandbox.requests.total - askedAfter).toBe(next.requests);
});

test('fault 12: a refused token fails a HIGH at once, and the next HIGH is well', async () => {
  await runSync(mirror, 'full');
  mirror.sandbox.reset();
  refuseToken();

  const audit = await runSync(mirror, 'high');

  expect(audit).toMatchObject({ status: 'failed', error: REFUSED, retries: 0 });
  expect(mirror.sandbox.requests.total).toBeLessThanOrEqual(audit.pagesPlanned ?? 0);

  mirror.sandbox.setFault(null);
  expect(await runSync(mirror, 'high')).toMatchObject({ status: 'completed', error: null });
});
