import { compareToTruth } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { startWorkers } from '../../../harness/processes/worker-process';
import { createGate } from '../../../harness/servers/gate';

const NOW = Date.parse('2026-01-05T10:00:00Z');

const PAGES_AT_ONCE = 5;

let mirror: LentMirror;
const gate = createGate();
const workers = startWorkers();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 3_000, clock: () => NOW, latencyMs: 300, beforeAnswer: gate.beforeAnswer },
    settings: { FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE), UPSTREAM_TIMEOUT: '2s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await workers.killAll();
  await mirror.stop();
});

const startWorker = () => workers.start(mirror.environment);

test('fault 17: a worker that is told to stop lets its open pages end, and the next one asks for none of them again', async () => {
  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  const first = await startWorker();
  gate.closeAfter(6);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('some pages are open', () => gate.held === PAGES_AT_ONCE);

  const ended = first.terminate();
  gate.open();
  expect(await ended).toBe(0);

  const { total, byStatus } = mirror.sandbox.requests;
  expect(total).toBeLessThan(pages);
  expect(byStatus).toEqual({ 200: total });
  const stored = (await mirror.store.listOffers({ limit: 1 })).total;
  expect(stored).toBeGreaterThanOrEqual((total - 2) * 100);

  await startWorker();
  const audit = await readEnd(mirror, workflowId, runId);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    pagesRead: pages,
    offersNew: active,
  });
  // The audit may count an attempt more: a page that the server hands to a worker in the moment of its end is not
  // asked for, and yet begun.
  expect(mirror.sandbox.requests.total).toBe(pages + 1);
  expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [], copied: active });
});

test('fault 17: a page that hangs does not keep a worker from ending: it is left to the next one', async () => {
  await workers.killAll();
  mirror.sandbox.reset();
  const first = await startWorker();
  mirror.sandbox.setFault({ when: { pages: [3], first: 1 }, effect: { kind: 'hang' } });
  const { workflowId, runId } = await mirror.syncs.startSync('full', { maxPages: 3 });
  await poll('only the page that hangs is open', () => {
    const { total, inFlight } = mirror.sandbox.requests;
    return total === 4 && inFlight === 1;
  });
  const toldAtMs = Date.now();

  expect(await first.terminate()).toBe(0);

  // The grace time is UPSTREAM_TIMEOUT, and the process takes a moment to end.
  expect(Date.now() - toldAtMs).toBeLessThan(6_000);
  await startWorker();
  expect(await readEnd(mirror, workflowId, runId)).toMatchObject({ status: 'completed', pagesRead: 3 });
});

test('fault 17: a worker without work ends at once', async () => {
  const worker = await startWorker();
  const toldAtMs = Date.now();

  expect(await worker.terminate()).toBe(0);

  expect(Date.now() - toldAtMs).toBeLessThan(3_000);
});
