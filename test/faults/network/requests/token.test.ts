import { setTimeout as sleep } from 'node:timers/promises';
import { readMirror } from '../../../../harness/mirror/compare';
import { runSync, waitForRun } from '../../../../harness/run-sync';
import { startFullUntilHeld } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const REFUSED = 'the network refused the token';
const CONCURRENCY = 4;

const stack = useStack({
  sandbox: { offers: 6_000, latencyMs: 100 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY) },
});

beforeEach(() => stack.reset());

const refuseToken = (status = 401) => stack.sandbox.setFault({ effect: { kind: 'status', status } });

test.each([401, 403])(
  'fault 12: a token that is refused from the start (%d) fails a FULL with its first request',
  async (status) => {
    refuseToken(status);

    const audit = await runSync(stack, 'full');

    expect(audit).toMatchObject({
      status: 'failed',
      complete: false,
      error: REFUSED,
      requests: 1,
      retries: 0,
    });
    expect(stack.sandbox.requests.total).toBe(1);
    expect(await stack.syncs.readSync('full-sync-manual')).toMatchObject({
      status: 'failed',
      error: REFUSED,
    });
    const result = stack.temporal.workflow.getHandle('full-sync-manual').result();
    await expect(result).rejects.toMatchObject({
      cause: { type: 'UpstreamTokenRefusedError', message: REFUSED },
    });
  },
);

test('fault 12: a token that is refused during a run fails the FULL at once and cancels its chunks', async () => {
  const { requests } = stack.sandbox;
  const { workflowId, runId } = await startFullUntilHeld(stack, 12, CONCURRENCY);
  refuseToken();
  const before = requests.total;
  // So long that the chunks are cancelled before they have requested all pages, also on a slow machine.
  stack.beforeResponse = () => sleep(400);
  stack.gate.open();

  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({ status: 'failed', error: REFUSED, listAfter: null, offersGone: 0 });
  // Open requests, and activities that were dispatched before all chunks were cancelled: no retries, not all pages.
  expect(requests.total - before).toBeLessThanOrEqual(5 * CONCURRENCY);
  expect(audit.pagesPlanned).toBeGreaterThan(50);
  expect(audit.retries).toBe(0);
  expect((await readMirror(stack)).size).toBe(audit.offersNew);

  const chunks: string[] = [];
  for await (const { status } of stack.temporal.workflow.list({ query: `WorkflowType = 'fullSyncChunk'` })) {
    chunks.push(status.name);
  }
  expect(chunks).toContain('CANCELLED');
  expect(chunks).not.toContain('RUNNING');
  const after = requests.total;
  stack.beforeResponse = undefined;

  stack.sandbox.setFault(null);
  const next = await runSync(stack, 'full');

  expect(next).toMatchObject({ status: 'completed', complete: true, error: null, retries: 0 });
  expect(requests.total - after).toBe(next.requests);
});

test('fault 12: a refused token fails a HIGH at once, and the next HIGH completes', async () => {
  await runSync(stack, 'full');
  stack.reset();
  refuseToken();

  const audit = await runSync(stack, 'high');

  expect(audit).toMatchObject({ status: 'failed', error: REFUSED, retries: 0 });
  expect(stack.sandbox.requests.total).toBeLessThanOrEqual(audit.pagesPlanned ?? 0);

  stack.sandbox.setFault(null);
  expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed', error: null });
});
