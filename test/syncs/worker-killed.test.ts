import { compareToTruth } from '../support/compare-mirror';
import { lendMirror, type LentMirror } from '../support/mirror';
import { poll } from '../support/poll';
import { readEnd } from '../support/run-sync';
import { spawnWorker, type WorkerProcess } from '../support/worker-process';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let mirror: LentMirror;
let workers: WorkerProcess[] = [];

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 6_000, clock: () => NOW, latencyMs: 100 },
    settings: { FULL_SYNC_CONCURRENCY: '5', UPSTREAM_TIMEOUT: '1s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await mirror.stop();
});

async function startWorker() {
  const worker = spawnWorker(mirror.environment);
  workers = [...workers, worker];
  await worker.isReady();
  return worker;
}

test('a FULL whose worker is killed is completed by the next one: nothing twice, nothing lost', async () => {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  const first = await startWorker();
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('a part of the pages is read, and some are open', () => {
    const { total, inFlight } = mirror.sandbox.requests;
    return total > pages / 3 && inFlight >= 3;
  });

  await first.kill();
  const askedByFirst = mirror.sandbox.requests.total;
  expect(askedByFirst).toBeLessThan(pages);
  expect(await mirror.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  await startWorker();
  const audit = await readEnd(mirror, workflowId, runId);

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
    offersNew: active,
    offersChanged: 0,
    rowsRejected: 0,
    offersGone: 0,
    listAdded: converting,
  });
  expect(await compareToTruth(mirror, NOW)).toEqual({
    wrong: [],
    missing: [],
    copied: active,
    onList: converting,
    wrongOnList: [],
  });
  // Only what was open when the worker died was asked for again.
  expect(audit.retries).toBeGreaterThan(0);
  expect(audit.retries).toBeLessThanOrEqual(5);
  expect(mirror.sandbox.requests.total).toBeLessThanOrEqual(pages + 1 + 5);
});
