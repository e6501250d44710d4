import { expectCompleteMirror } from '../../../../harness/mirror/compare';
import { poll } from '../../../../harness/poll';
import { runSync, waitForRun } from '../../../../harness/run-sync';
import type { FaultEffect } from '../../../../src/sandbox';
import { startFullUntilHeld } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const UPSTREAM_TIMEOUT_MS = 2_000;
/** What a busy machine may add. Without the request timeout the attempt's own would end a request: a minute later. */
const SLACK_MS = 30_000;
const CONCURRENCY = 4;
const HANGING: FaultEffect[] = [{ kind: 'hang' }, { kind: 'slow-drip' }];

/** The worker reaches the network through a proxy that can stall. */
const stack = useStack({
  sandbox: { offers: 2_400 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: `${UPSTREAM_TIMEOUT_MS}ms` },
  worker: 'own-process',
  proxyTo: 'network',
});

beforeAll(() => runSync(stack, 'full'));

beforeEach(() => stack.reset());

const requests = () => stack.sandbox.requests;

/** How long requests stay open once this number of them hangs. */
async function measureHanging(count: number): Promise<number> {
  await poll(`${count} requests hang`, () => requests().inFlight === count);
  const sinceMs = performance.now();
  await poll('one of them times out', () => requests().inFlight < count);
  return performance.now() - sinceMs;
}

test.each(HANGING)(
  'fault 3: pages with the response %j time out, release their permits, and are read again',
  async (effect) => {
    const pages = [3, 4, 5, 6];
    stack.sandbox.setFault(pages.map((page) => ({ when: { pages: [page], first: 1 }, effect })));

    const { workflowId, runId } = await stack.syncs.startSync('full');
    const openMs = await measureHanging(CONCURRENCY);
    const audit = await waitForRun(stack, workflowId, runId);

    expect(openMs).toBeLessThan(UPSTREAM_TIMEOUT_MS + SLACK_MS);
    expect(audit).toMatchObject({ status: 'completed', complete: true, retries: pages.length });
    expect(requests().inFlight).toBe(0);
    await expectCompleteMirror(stack);
  },
);

test.each(HANGING)(
  'fault 3: batches of a HIGH with the response %j time out, and are read again',
  async (effect) => {
    stack.sandbox.setFault({ when: { asked: 'by-id', first: 2 }, effect });

    const { workflowId, runId } = await stack.syncs.startSync('high');
    const openMs = await measureHanging(2);
    const audit = await waitForRun(stack, workflowId, runId);

    expect(openMs).toBeLessThan(UPSTREAM_TIMEOUT_MS + SLACK_MS);
    expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 2 });
    expect(requests().inFlight).toBe(0);
  },
);

test('fault 3: a half-open connection is detected before the deadline, and the FULL resumes at its pages afterwards', async () => {
  const before = requests().total;
  const { workflowId, runId } = await startFullUntilHeld(stack, 6, CONCURRENCY);

  stack.proxy.setMode({ kind: 'stall' });
  stack.gate.open();
  const { accepted } = stack.proxy;
  const stalledMs = performance.now();
  await poll('a page is requested over a new connection', () => stack.proxy.accepted > accepted);
  const openMs = performance.now() - stalledMs;
  const whileStalled = requests().total;
  stack.proxy.setMode({ kind: 'pass' });
  const audit = await waitForRun(stack, workflowId, runId);

  expect(openMs).toBeGreaterThan(UPSTREAM_TIMEOUT_MS / 2);
  // The first backoff is a second at most.
  expect(openMs).toBeLessThan(UPSTREAM_TIMEOUT_MS + 1_000 + SLACK_MS);
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(audit.retries).toBeGreaterThan(0);
  // No page that was read before is read again.
  expect(requests().total - before).toBeLessThanOrEqual((audit.pagesRead ?? 0) + 1 + (audit.retries ?? 0));
  expect(requests().total).toBeGreaterThan(whileStalled);
  await expectCompleteMirror(stack);
});
