import { compareToTruth } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { createWorkerGroup } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import { createGate } from '../../../harness/servers/gate';
import { startTestStack, type TestStack } from '../../../harness/stack';

const NOW = Date.parse('2026-01-05T10:00:00Z');

const PAGES_AT_ONCE = 5;

let stack: TestStack;
const gate = createGate();
const workers = createWorkerGroup();

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 3_000, clock: () => NOW, latencyMs: 300, beforeResponse: gate.beforeResponse },
    settings: { FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE), UPSTREAM_TIMEOUT: '2s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await workers.killAll();
  await stack.stop();
});

const startWorker = () => workers.start(stack.environment);

test('fault 17: a worker that is told to stop lets its open pages end, and the next one asks for none of them again', async () => {
  const { active } = stack.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  const first = await startWorker();
  gate.closeAfter(6);
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await poll('some pages are open', () => gate.held === PAGES_AT_ONCE);

  const ended = first.stop();
  gate.open();
  expect(await ended).toBe(0);

  const { total, byStatus } = stack.sandbox.requests;
  expect(total).toBeLessThan(pages);
  expect(byStatus).toEqual({ 200: total });
  const stored = (await stack.store.listOffers({ limit: 1 })).total;
  expect(stored).toBeGreaterThanOrEqual((total - 2) * 100);

  await startWorker();
  const audit = await waitForRun(stack, workflowId, runId);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    pagesRead: pages,
    offersNew: active,
  });
  // The audit may count an attempt more: a page that the server hands to a worker in the moment of its end is not
  // asked for, and yet begun.
  expect(stack.sandbox.requests.total).toBe(pages + 1);
  expect(await compareToTruth(stack, NOW)).toMatchObject({ wrong: [], missing: [], copied: active });
});

test('fault 17: a page that hangs does not keep a worker from ending: it is left to the next one', async () => {
  await workers.killAll();
  stack.sandbox.reset();
  const first = await startWorker();
  stack.sandbox.setFault({ when: { pages: [3], first: 1 }, effect: { kind: 'hang' } });
  const { workflowId, runId } = await stack.syncs.startSync('full', { maxPages: 3 });
  await poll('only the page that hangs is open', () => {
    const { total, inFlight } = stack.sandbox.requests;
    return total === 4 && inFlight === 1;
  });
  const toldAtMs = Date.now();

  expect(await first.stop()).toBe(0);

  // The grace time is UPSTREAM_TIMEOUT, and the process takes a moment to end.
  expect(Date.now() - toldAtMs).toBeLessThan(6_000);
  await startWorker();
  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'completed', pagesRead: 3 });
});

test('fault 17: a worker without work ends at once', async () => {
  const worker = await startWorker();
  const toldAtMs = Date.now();

  expect(await worker.stop()).toBe(0);

  expect(Date.now() - toldAtMs).toBeLessThan(3_000);
});
