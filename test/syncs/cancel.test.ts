import { poll } from '../../harness/poll';
import { waitForRun, runSync } from '../../harness/run-sync';
import { afterFirstRequest, startFullUntilHeld } from '../harness/runs';
import { useStack } from '../harness/use-stack';

const CONCURRENCY = 4;

const stack = useStack({
  // So long that a cancellation reaches the chunks before they have read all pages, also on a slow machine.
  sandbox: { offers: 6_000, latencyMs: 300 },
  // The requests that are held back while the run is cancelled must not time out.
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '5s' },
});

beforeEach(() => stack.reset());

/** Start a FULL and cancel it after the given number of answers, with as many requests in flight as allowed. */
async function startAndCancel(answers: number) {
  const { workflowId, runId } = await startFullUntilHeld(stack, answers, CONCURRENCY);
  await stack.temporal.workflow.getHandle(workflowId, runId).cancel();
  const requestsAtCancel = stack.sandbox.requests.total;
  stack.gate.open();
  return { audit: await waitForRun(stack, workflowId, runId), requestsAtCancel, workflowId };
}

async function chunksOf(workflowId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const query = `WorkflowType = 'fullSyncChunk'`;
  for await (const { parentExecution, status } of stack.temporal.workflow.list({ query })) {
    if (parentExecution?.workflowId === workflowId) counts[status.name] = (counts[status.name] ?? 0) + 1;
  }
  return counts;
}

test('cancelling a FULL stops its requests and chunks, and the audit counts what was read', async () => {
  const { audit, requestsAtCancel, workflowId } = await startAndCancel(11);

  const { log, inFlight } = stack.sandbox.requests;
  expect(stack.sandbox.requests.total - requestsAtCancel).toBeLessThanOrEqual(5 * CONCURRENCY);
  expect(audit.pagesPlanned).toBeGreaterThan(50);
  expect(inFlight).toBe(0);
  // Every page that was answered is stored and counted; the first request counted the pages.
  expect(audit).toMatchObject({
    status: 'cancelled',
    complete: false,
    reasons: ['the run was cancelled'],
    error: null,
    pagesRead: log.length - 1,
    requests: log.length,
    listAfter: null,
  });
  expect((await stack.store.listOffers({ limit: 1 })).total).toBe(audit.offersNew);
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'cancelled', error: null });
  expect(await chunksOf(workflowId)).not.toHaveProperty('RUNNING');
  expect(await chunksOf(workflowId)).toHaveProperty('CANCELLED');
});

test('the FULL after a cancelled one completes', async () => {
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', complete: true, reasons: [] });
});

test('a FULL whose requests hang is cancelled as soon as they time out', async () => {
  stack.sandbox.setFault(afterFirstRequest({ kind: 'hang' }));
  const startedAtMs = Date.now();

  const { audit, requestsAtCancel } = await startAndCancel(1);

  expect(audit).toMatchObject({ status: 'cancelled', pagesRead: 0 });
  expect(audit.reasons.at(-1)).toBe('the run was cancelled');
  expect(stack.sandbox.requests.total - requestsAtCancel).toBeLessThanOrEqual(CONCURRENCY);
  expect(Date.now() - startedAtMs).toBeLessThan(20_000);
});

test('a HIGH that is cancelled while its batches fail ends as cancelled, not failed', async () => {
  await runSync(stack, 'full');
  stack.sandbox.reset();
  stack.sandbox.setFault({ effect: { kind: 'hang' } });
  const { workflowId, runId } = await stack.syncs.startSync('high');
  const batches = (await stack.store.listOffers({ limit: 1, onList: true })).total / 50;
  await poll('all batches are in flight', () => stack.sandbox.requests.inFlight === Math.ceil(batches));

  await stack.temporal.workflow.getHandle(workflowId, runId).cancel();

  const audit = await waitForRun(stack, workflowId, runId);
  expect(audit).toMatchObject({ status: 'cancelled', error: null, listAfter: null });
  expect(audit.reasons).toContain('the run was cancelled');
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'cancelled', error: null });
});
