import { setTimeout as sleep } from 'node:timers/promises';
import { compareToTruth, readComparableRows } from '../../../harness/mirror/compare';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { createRandom } from '../../../harness/random';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { countPages, runUndisturbed } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';

const SANDBOX = { offers: 12_000 };
const KILLS = 20;
/** The maximum lifetime of a worker once it is ready. */
const MAX_LIFETIME_MS = 1_500;

/** Different in each run; `FAULTS_SEED` repeats one. */
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

const stack = useStack({
  sandbox: SANDBOX,
  settings: { FULL_SYNC_CONCURRENCY: '4', UPSTREAM_TIMEOUT: '1s' },
  worker: 'none',
});

function startWorker(): WorkerProcess {
  const worker = startWorkerProcess(stack.environment);
  stack.cleanup.defer('worker', () => worker.kill());
  return worker;
}

/** Kill one worker after the other, each while the next one starts. */
async function killRepeatedly(): Promise<void> {
  const random = createRandom(seed);
  let next = startWorker();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const victim = next;
    await victim.waitUntilReady();
    next = startWorker();
    await sleep(random() * MAX_LIFETIME_MS);
    await victim.kill();
  }
}

test(`fault 16: a FULL whose workers are killed 20 times at random has the result of a run without faults (seed ${seed})`, async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = countPages(stack);
  // The last page keeps the run from ending before the last kill; the others are slow.
  stack.sandbox.setFault([
    { when: { pages: [pages] }, effect: { kind: 'hang' } },
    { effect: { kind: 'late', ms: 400 } },
  ]);
  const { workflowId, runId } = await stack.syncs.startSync('full');

  await killRepeatedly();
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  stack.sandbox.setFault(null);
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
    listAdded: converting,
  });
  // Without retries: one request to measure the catalogue, one for each page, and those for the ids between them.
  expect(audit.requests! - audit.retries!).toBe(pages + 1 + audit.pagesReread!);
  // An attempt that was killed before its request is counted, but did not reach the network.
  expect(audit.requests).toBeGreaterThanOrEqual(stack.sandbox.requests.total);
  expect(await compareToTruth(stack)).toMatchObject({
    wrong: [],
    missing: [],
    copied: audit.offersNew,
    onList: converting,
  });
  const reference = await runUndisturbed(SANDBOX, async (undisturbed) => {
    await runSync(undisturbed, 'full');
    return readComparableRows(undisturbed);
  });
  expect(await readComparableRows(stack)).toEqual(reference);
}, 600_000);
