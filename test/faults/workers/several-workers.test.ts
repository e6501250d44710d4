import { readHistories } from '../../../harness/histories/read-histories';
import { compareToTruth, expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import type { WorkerProcess } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import type { RunRecord } from '../../../src/store';
import { countPages } from '../../harness/mirror';
import { failedAttempts, startFullUntilHeld } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const WORKERS = 3;
/** Open requests of one worker at most, and activities that wait for a permit beyond them. */
const CONCURRENCY = 3;
const PAGES_AHEAD = 3;

/** Why the attempt of a page failed whose worker was lost. One that waits for a permit too long has another reason. */
const LOST = 'activity Heartbeat timeout';

/** As on a Temporal server with the default configuration. */
const PARTITIONS = {
  'matching.numTaskqueueReadPartitions': 4,
  'matching.numTaskqueueWritePartitions': 4,
};

const stack = useStack({
  sandbox: { offers: 20_000 },
  // Only a missing heartbeat can end an attempt early.
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '60s' },
  dynamicConfig: PARTITIONS,
  worker: 'none',
});

let workers: WorkerProcess[] = [];

beforeEach(async () => {
  stack.reset();
  workers = await Promise.all(Array.from({ length: WORKERS }, () => stack.startWorkerProcess()));
});

afterEach(() => Promise.all(workers.map((worker) => worker.kill())));

/** The last attempt of each page of a FULL: the worker's process, and why the attempt before it failed. */
async function readAttempts(run: { workflowId: string; runId: string }) {
  const events = (await readHistories(stack.temporal, run)).flatMap((history) => history.events);
  const pages = new Set(
    events.flatMap((event) => {
      const type = event.activityTaskScheduledEventAttributes?.activityType?.name;
      return type === 'copyPage' ? [String(event.eventId)] : [];
    }),
  );
  return events.flatMap(({ activityTaskStartedEventAttributes: started, eventTime }) => {
    if (!started || !pages.has(String(started.scheduledEventId))) return [];
    const { identity, lastFailure } = started;
    return [
      {
        pid: Number.parseInt(identity!),
        failure: lastFailure?.message,
        startedAtMs: Number(eventTime!.seconds) * 1_000,
      },
    ];
  });
}

function expectNothingMissed(audit: RunRecord, pages: number, offers: number): void {
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    pagesRead: pages,
    offersMet: offers,
    offersDistinct: offers,
    offersDuplicate: 0,
  });
}

const pidsOf = (attempts: readonly { pid: number }[]) => new Set(attempts.map(({ pid }) => pid));

test('fault 16: the pages of one of three workers that is killed are read by the two others', async () => {
  const { active } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = countPages(stack);
  const [victim, ...others] = workers as [WorkerProcess, ...WorkerProcess[]];
  const run = await startFullUntilHeld(stack, Math.ceil(pages / 3), WORKERS * CONCURRENCY);

  await victim.kill();
  const killedAtMs = Date.now();
  stack.gate.open();
  const audit = await waitForRun(stack, run.workflowId, run.runId);

  expectNothingMissed(audit, pages, active);
  await expectCompleteMirror(stack);
  const attempts = await readAttempts(run);
  expect(pidsOf(attempts)).toEqual(new Set(workers.map(({ pid }) => pid)));
  const afterLoss = attempts.filter(({ failure }) => failure === LOST);
  expect(afterLoss.length).toBeGreaterThanOrEqual(CONCURRENCY);
  expect(afterLoss.length).toBeLessThanOrEqual(CONCURRENCY + PAGES_AHEAD);
  // A heartbeat timeout of 10 s, and what a busy machine needs.
  expect(Math.max(...afterLoss.map(({ startedAtMs }) => startedAtMs)) - killedAtMs).toBeLessThan(60_000);
  expect(others.map(({ pid }) => pid)).toEqual(expect.arrayContaining([...pidsOf(afterLoss)]));
  expect(audit.retries).toBeGreaterThanOrEqual(afterLoss.length);
});

test('fault 17: three workers that are restarted one after the other during a FULL lose no page', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = countPages(stack);
  const all = [...workers];
  const open = WORKERS * CONCURRENCY;
  // While a worker stops, the others read some pages. The pages must outlast all restarts, also on a slow machine.
  stack.sandbox.setFault({ effect: { kind: 'late', ms: 3_000 } });
  const run = await startFullUntilHeld(stack, CONCURRENCY, open);

  for (const worker of workers) {
    await poll(`${open} requests are open`, () => stack.gate.held === open);
    const ended = worker.stop();
    stack.gate.open();
    expect(await ended).toBe(0);
    stack.gate.closeAfter(0);
    all.push(await stack.startWorkerProcess());
  }
  await poll(`${open} requests are open again`, () => stack.gate.held === open);
  workers = all;
  stack.sandbox.setFault(null);
  stack.gate.open();
  const audit = await waitForRun(stack, run.workflowId, run.runId);

  expectNothingMissed(audit, pages, active);
  // Responses that were held back make the intervals of conversions wide, so whole rows are not compared.
  expect(await compareToTruth(stack)).toMatchObject({ missing: [], onList: converting, wrongOnList: [] });
  expect(stack.sandbox.requests.total).toBe(pages + 1 + audit.pagesReread!);
  expect(all.flatMap((worker) => failedAttempts(worker))).toEqual([]);
  const attempts = await readAttempts(run);
  expect(pidsOf(attempts)).toEqual(new Set(all.map(({ pid }) => pid)));
  // An activity that the server dispatches to a worker while it shuts down has started, but sends no request.
  expect(attempts.filter(({ failure }) => failure === LOST).length).toBeLessThanOrEqual(WORKERS);
});
