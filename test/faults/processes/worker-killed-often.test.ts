import { setTimeout as wait } from 'node:timers/promises';
import { compareToTruth, readLasting } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../harness/mirror/run-sync';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { drawNumbers } from '../../../harness/random-numbers';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const SANDBOX = { offers: 12_000, clock: () => NOW };
const KILLS = 20;
/** A worker that has begun to work lives on for as long as this at most. */
const MOST_LIFE_MS = 1_500;

/** Another each time; `FAULTS_SEED` repeats one. */
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

let mirror: LentMirror;
let workers: WorkerProcess[] = [];

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: SANDBOX,
    settings: { FULL_SYNC_CONCURRENCY: '4', UPSTREAM_TIMEOUT: '1s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await mirror.stop();
});

function startWorker(): WorkerProcess {
  const worker = spawnWorker(mirror.environment);
  workers = [...workers, worker];
  return worker;
}

/** Kill one worker after the other, each while the next one is starting. */
async function killAgainAndAgain(): Promise<void> {
  const draw = drawNumbers(seed);
  let next = startWorker();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const victim = next;
    await victim.isReady(60_000);
    next = startWorker();
    await wait(draw() * MOST_LIFE_MS);
    await victim.kill();
  }
}

async function runWithoutFaults(): Promise<object[]> {
  const other = await lendMirror({ sandbox: SANDBOX });
  try {
    await runSync(other, 'full');
    return await readLasting(other);
  } finally {
    await other.stop();
  }
}

test(`fault 16: a FULL whose workers are killed 20 times at random moments completes, as if none had been (seed ${seed})`, async () => {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  // The last page keeps the run going until all have been killed; the others take their time.
  mirror.sandbox.setFault([
    { when: { pages: [pages] }, effect: { kind: 'hang' } },
    { effect: { kind: 'late', ms: 400 } },
  ]);
  const { workflowId, runId } = await mirror.syncs.startSync('full');

  await killAgainAndAgain();
  expect(await mirror.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  mirror.sandbox.setFault(null);
  const audit = await readEnd(mirror, workflowId, runId);

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
  expect(audit.requests).toBeGreaterThanOrEqual(mirror.sandbox.requests.total);
  expect(await compareToTruth(mirror, NOW)).toMatchObject({
    wrong: [],
    missing: [],
    copied: active,
    onList: converting,
  });
  expect(await readLasting(mirror)).toEqual(await runWithoutFaults());
}, 600_000);
