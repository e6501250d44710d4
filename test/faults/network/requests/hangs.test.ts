import { expectWholeMirror } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../../harness/mirror/run-sync';
import { poll } from '../../../../harness/poll';
import { spawnWorker, type WorkerProcess } from '../../../../harness/processes/worker-process';
import { createGate } from '../../../../harness/servers/gate';
import { lendLineTo, type LentProxy } from '../../../../harness/servers/tcp-proxy';
import type { FaultEffect } from '../../../../src/sandbox/faults/fault';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const UPSTREAM_TIMEOUT_MS = 2_000;
/** What a busy machine may add. Without the time for a request it would be the attempt's own: 5 s more. */
const SLACK_MS = 3_000;
const CONCURRENCY = 4;

let mirror: LentMirror;
const gate = createGate();
let line: LentProxy;
let worker: WorkerProcess;

/** The worker reaches the network over a line that can be stalled. */
beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 2_400, clock: () => NOW, beforeAnswer: gate.beforeAnswer },
    settings: {
      FULL_SYNC_CONCURRENCY: String(CONCURRENCY),
      UPSTREAM_TIMEOUT: `${UPSTREAM_TIMEOUT_MS}ms`,
    },
    withWorker: false,
  });
  const lent = await lendLineTo(mirror.sandbox.url);
  line = lent.line;
  worker = spawnWorker({ ...mirror.environment, MOBIPIUM_API_URL: lent.url });
  await worker.isReady();
  await runSync(mirror, 'full');
});

afterAll(async () => {
  await worker.kill();
  await line.close();
  await mirror.stop();
});

beforeEach(() => mirror.sandbox.reset());

const requests = () => mirror.sandbox.requests;

/** How long the connections of requests that hang stay open, from when all of them hang. */
async function watchHanging(count: number): Promise<number> {
  await poll(`${count} requests hang`, () => requests().inFlight === count);
  const sinceMs = performance.now();
  await poll('one of them is given up', () => requests().inFlight < count);
  return performance.now() - sinceMs;
}

test.each<FaultEffect>([{ kind: 'hang' }, { kind: 'slow-drip' }])(
  'fault 3: pages whose answers %j are given up in time, their slots are free, and they are asked again',
  async (effect) => {
    const pages = [3, 4, 5, 6];
    mirror.sandbox.setFault(pages.map((page) => ({ when: { pages: [page], first: 1 }, effect })));

    const full = await mirror.syncs.startSync('full');
    const heldMs = await watchHanging(CONCURRENCY);
    const audit = await readEnd(mirror, full.workflowId, full.runId);

    expect(heldMs).toBeLessThan(UPSTREAM_TIMEOUT_MS + SLACK_MS);
    expect(audit).toMatchObject({ status: 'completed', complete: true, retries: pages.length });
    expect(requests().inFlight).toBe(0);
    await expectWholeMirror(mirror, NOW);
  },
);

test.each<FaultEffect>([{ kind: 'hang' }, { kind: 'slow-drip' }])(
  'fault 3: batches of a HIGH whose answers %j are given up in time, and asked again',
  async (effect) => {
    mirror.sandbox.setFault({ when: { asked: 'by-id', first: 2 }, effect });

    const high = await mirror.syncs.startSync('high');
    const heldMs = await watchHanging(2);
    const audit = await readEnd(mirror, high.workflowId, high.runId);

    expect(heldMs).toBeLessThan(UPSTREAM_TIMEOUT_MS + SLACK_MS);
    expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 2 });
    expect(requests().inFlight).toBe(0);
  },
);

test('fault 3: a half-open line is found out in time, and the FULL goes on at its pages when it is whole again', async () => {
  const asked = requests().total;
  gate.closeAfter(6);
  const full = await mirror.syncs.startSync('full');
  await poll('others are open', () => gate.held === CONCURRENCY);

  line.behave({ kind: 'stall' });
  gate.open();
  const { taken } = line;
  const stalledMs = performance.now();
  await poll('a page is asked for anew, over another connection', () => line.taken > taken);
  const heldMs = performance.now() - stalledMs;
  const askedBefore = requests().total;
  line.behave({ kind: 'pass' });
  const audit = await readEnd(mirror, full.workflowId, full.runId);

  expect(heldMs).toBeGreaterThan(UPSTREAM_TIMEOUT_MS / 2);
  // The first wait before a repeat is a second at most.
  expect(heldMs).toBeLessThan(UPSTREAM_TIMEOUT_MS + 1_000 + SLACK_MS);
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(audit.retries).toBeGreaterThan(0);
  // No page that was read before is asked for again.
  expect(requests().total - asked).toBeLessThanOrEqual((audit.pagesRead ?? 0) + 1 + (audit.retries ?? 0));
  expect(requests().total).toBeGreaterThan(askedBefore);
  await expectWholeMirror(mirror, NOW);
});
