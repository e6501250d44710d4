import { poll } from '../../../harness/poll';
import { waitForRun, runSync } from '../../../harness/run-sync';
import { startFullUntilHeld } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

/** More than the upstream client's default number of connections. */
const PAGES_IN_FLIGHT = 30;
const BATCHES_IN_FLIGHT = 3;

const stack = useStack({
  sandbox: { offers: 6_000, convertingShare: 0.15 },
  settings: {
    FULL_SYNC_CONCURRENCY: String(PAGES_IN_FLIGHT),
    HIGH_SYNC_CONCURRENCY: String(BATCHES_IN_FLIGHT),
    UPSTREAM_TIMEOUT: '30s',
  },
  worker: 'own-process',
});

beforeAll(() => runSync(stack, 'full'));

test('a HIGH sends its requests beside any number of requests of a FULL', async () => {
  const full = await startFullUntilHeld(stack, 1, PAGES_IN_FLIGHT);

  const high = await stack.syncs.startSync('high');
  await poll('the batches are in flight too', () => stack.gate.held === PAGES_IN_FLIGHT + BATCHES_IN_FLIGHT);
  stack.gate.open();

  for (const { workflowId, runId } of [full, high]) {
    expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'completed', retries: 0 });
  }
});
