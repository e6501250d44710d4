import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { createWorkerGroup } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import { createGate } from '../../../harness/servers/gate';
import { startTestStack, type TestStack } from '../../../harness/stack';

const NOW = Date.parse('2026-01-05T10:00:00Z');

/** So many requests may be open at once; so many more pages are there ahead, to be the next. */
const PAGES_AT_ONCE = 5;
const PAGES_AHEAD = 3;

let stack: TestStack;
const gate = createGate();
const workers = createWorkerGroup();

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 6_000, clock: () => NOW, beforeResponse: gate.beforeResponse },
    settings: { FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE), UPSTREAM_TIMEOUT: '3s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await workers.killAll();
  await stack.stop();
});

const startWorker = () => workers.start(stack.environment);

test('fault 16: a FULL whose worker is killed is completed by the next one: nothing twice, nothing lost', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  const first = await startWorker();
  gate.closeAfter(Math.ceil(pages / 3));
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await poll('as many as may be are open', () => gate.held === PAGES_AT_ONCE);

  await first.kill();
  gate.open();
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  await startWorker();
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
    offersNew: active,
    offersChanged: 0,
    rowsRejected: 0,
    offersGone: 0,
    listAdded: converting,
  });
  await expectCompleteMirror(stack, NOW);
  // Only the pages that the worker had in hand when it died were tried again: each is a retry, as nobody knows of a dead
  // worker what it had asked by then, and at most one more request, as one whose answer was being stored had asked too.
  expect(audit.retries).toBeGreaterThan(0);
  expect(audit.retries).toBeLessThanOrEqual(PAGES_AT_ONCE + PAGES_AHEAD);
  expect(stack.sandbox.requests.total).toBeLessThanOrEqual(pages + 1 + (audit.retries ?? 0));
});
