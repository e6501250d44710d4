import { compareToTruth } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { countPages } from '../../harness/mirror';
import { startFullUntilHeld } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const CONCURRENCY = 5;

const stack = useStack({
  // More pages than a worker can read until it notices the signal, also on a slow machine.
  sandbox: { offers: 6_000, latencyMs: 300 },
  // The requests that are held back must not time out.
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '20s' },
  worker: 'own-process',
});

test('fault 17: a worker that gets SIGTERM completes its open pages, and the next worker does not read them again', async () => {
  const { active } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = countPages(stack);
  const { workflowId, runId } = await startFullUntilHeld(stack, 6, CONCURRENCY);

  const ended = stack.worker.stop();
  stack.gate.open();
  expect(await ended).toBe(0);

  const { total, byStatus } = stack.sandbox.requests;
  expect(total).toBeLessThan(pages);
  expect(byStatus).toEqual({ 200: total });
  const stored = (await stack.store.listOffers({ limit: 1 })).total;
  expect(stored).toBeGreaterThanOrEqual((total - 2) * 100);

  await stack.startWorkerProcess();
  const audit = await waitForRun(stack, workflowId, runId);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    pagesRead: pages,
    offersDistinct: active,
  });
  // The audit may count one attempt more: an activity that the server dispatches to a worker while it shuts down has
  // started, but sends no request.
  expect(stack.sandbox.requests.total).toBe(pages + 1 + audit.pagesReread!);
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });
});

test('fault 17: a page without a response does not keep a worker from exiting, and the next worker reads it', async () => {
  await stack.worker.kill();
  stack.reset();
  await stack.startWorkerProcess({ UPSTREAM_TIMEOUT: '2s' });
  stack.sandbox.setFault({ when: { pages: [3], first: 1 }, effect: { kind: 'hang' } });
  const { workflowId, runId } = await stack.syncs.startSync('full', { maxPages: 3 });
  await poll('only the page that hangs is open', () => {
    const { total, inFlight } = stack.sandbox.requests;
    return total === 4 && inFlight === 1;
  });
  const sinceMs = Date.now();

  expect(await stack.worker.stop()).toBe(0);

  // The grace period is UPSTREAM_TIMEOUT, plus the time of the process to exit. The page is never answered.
  expect(Date.now() - sinceMs).toBeLessThan(20_000);
  await stack.startWorkerProcess();
  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'completed', pagesRead: 3 });
});

test('fault 17: an idle worker exits at once', async () => {
  const worker = await stack.startWorkerProcess({ UPSTREAM_TIMEOUT: '30s' });
  const sinceMs = Date.now();

  expect(await worker.stop()).toBe(0);

  // Less than the grace period.
  expect(Date.now() - sinceMs).toBeLessThan(20_000);
});
