import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { waitForRun } from '../../../harness/run-sync';
import { countPages } from '../../harness/mirror';
import { startFullUntilHeld } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

/** Open requests at most, and activities that wait for a permit beyond them. */
const CONCURRENCY = 5;
const PAGES_AHEAD = 3;

const stack = useStack({
  sandbox: { offers: 6_000 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '3s' },
  worker: 'own-process',
});

test('fault 16: a FULL whose worker is killed is completed by the next worker, without loss or duplicates', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = countPages(stack);
  const { workflowId, runId } = await startFullUntilHeld(stack, Math.ceil(pages / 3), CONCURRENCY);

  await stack.worker.kill();
  stack.gate.open();
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  await stack.startWorkerProcess();
  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    pagesPlanned: pages,
    pagesRead: pages,
    offersExpected: active,
    offersMet: active,
    offersDistinct: active,
    offersDuplicate: 0,
    offersChanged: 0,
    rowsRejected: 0,
    offersGone: 0,
    listAdded: converting,
  });
  await expectCompleteMirror(stack);
  // Only the open pages of the killed worker were retried. Each counts as a retry, because its requests are unknown, and
  // causes one more request at most: a page whose response was being stored had sent its request too.
  expect(audit.retries).toBeGreaterThan(0);
  expect(audit.retries).toBeLessThanOrEqual(CONCURRENCY + PAGES_AHEAD);
  expect(stack.sandbox.requests.total).toBeLessThanOrEqual(
    pages + 1 + audit.pagesReread! + (audit.retries ?? 0),
  );
});
