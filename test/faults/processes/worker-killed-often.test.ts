import { setTimeout as wait } from 'node:timers/promises';
import { compareToTruth, readComparableRows } from '../../../harness/mirror/compare';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { createRandom } from '../../../harness/random';
import { waitForRun, runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const SANDBOX = { offers: 12_000, clock: () => NOW };
const KILLS = 20;
/** A worker that has begun to work lives on for as long as this at most. */
const MOST_LIFE_MS = 1_500;

/** Another each time; `FAULTS_SEED` repeats one. */
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

let stack: TestStack;
let workers: WorkerProcess[] = [];

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: SANDBOX,
    settings: { FULL_SYNC_CONCURRENCY: '4', UPSTREAM_TIMEOUT: '1s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await stack.stop();
});

function startWorker(): WorkerProcess {
  const worker = startWorkerProcess(stack.environment);
  workers = [...workers, worker];
  return worker;
}

/** Kill one worker after the other, each while the next one is starting. */
async function killAgainAndAgain(): Promise<void> {
  const draw = createRandom(seed);
  let next = startWorker();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const victim = next;
    await victim.waitUntilReady(60_000);
    next = startWorker();
    await wait(draw() * MOST_LIFE_MS);
    await victim.kill();
  }
}

async function runWithoutFaults(): Promise<object[]> {
  const other = await startTestStack({ sandbox: SANDBOX });
  try {
    await runSync(other, 'full');
    return await readComparableRows(other);
  } finally {
    await other.stop();
  }
}

test(`fault 16: a FULL whose workers are killed 20 times at random moments completes, as if none had been (seed ${seed})`, async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  // The last page keeps the run going until all have been killed; the others take their time.
  stack.sandbox.setFault([
    { when: { pages: [pages] }, effect: { kind: 'hang' } },
    { effect: { kind: 'late', ms: 400 } },
  ]);
  const { workflowId, runId } = await stack.syncs.startSync('full');

  await killAgainAndAgain();
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  stack.sandbox.setFault(null);
  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    pagesPlanned: pages,
    pagesRead: pages,
    pagesReread: 0,
    offersExpected: active,
    offersMet: active,
    offersDistinct: active,
    offersDuplicate: 0,
    offersNew: active,
    offersChanged: 0,
    listAdded: converting,
  });
  // The size, and each page once, but for what is counted as repeated.
  expect(audit.requests! - audit.retries!).toBe(pages + 1);
  // An attempt that died before it asked is counted, and was not seen.
  expect(audit.requests).toBeGreaterThanOrEqual(stack.sandbox.requests.total);
  expect(await compareToTruth(stack, NOW)).toMatchObject({
    wrong: [],
    missing: [],
    copied: active,
    onList: converting,
  });
  expect(await readComparableRows(stack)).toEqual(await runWithoutFaults());
}, 600_000);
