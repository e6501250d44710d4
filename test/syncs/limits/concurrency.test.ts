import { poll } from '../../../harness/poll';
import { createWorkerGroup } from '../../../harness/processes/worker';
import { waitForRun, runSync } from '../../../harness/run-sync';
import { createGate } from '../../../harness/servers/gate';
import { startTestStack, type TestStack } from '../../../harness/stack';

/** More than the upstream client's default number of connections. */
const PAGES_IN_FLIGHT = 30;
const BATCHES_IN_FLIGHT = 3;

let stack: TestStack;
const gate = createGate();
const workers = createWorkerGroup();

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 6_000, convertingShare: 0.15, beforeResponse: gate.beforeResponse },
    settings: {
      FULL_SYNC_CONCURRENCY: String(PAGES_IN_FLIGHT),
      HIGH_SYNC_CONCURRENCY: String(BATCHES_IN_FLIGHT),
      UPSTREAM_TIMEOUT: '30s',
    },
    withWorker: false,
  });
  await workers.start(stack.environment);
  await runSync(stack, 'full');
});

afterAll(async () => {
  await workers.killAll();
  await stack.stop();
});

test('a HIGH sends its requests beside any number of requests of a FULL', async () => {
  gate.closeAfter(1);
  const full = await stack.syncs.startSync('full');
  await poll('all pages are in flight', () => gate.held === PAGES_IN_FLIGHT);

  const high = await stack.syncs.startSync('high');
  await poll('the batches are in flight too', () => gate.held === PAGES_IN_FLIGHT + BATCHES_IN_FLIGHT);
  gate.open();

  for (const { workflowId, runId } of [full, high]) {
    expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'completed', retries: 0 });
  }
});
