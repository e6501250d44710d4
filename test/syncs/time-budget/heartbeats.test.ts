import { poll } from '../../../harness/poll';
import { runSync, waitForRun } from '../../../harness/run-sync';
import type { SyncKind } from '../../../src/domain/run';
import { HEARTBEAT_TIMEOUT_MS } from '../../../src/domain/run-times';
import { afterFirstRequest } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const CONCURRENCY = 2;
const UPSTREAM_TIMEOUT_MS = 40_000;
/** What a busy machine may add. Without heartbeats it would be the time of a request, or a minute more. */
const SLACK_MS = 20_000;

const stack = useStack({
  sandbox: { offers: 1_600, convertingShare: 0.3 },
  settings: {
    FULL_SYNC_CONCURRENCY: String(CONCURRENCY),
    HIGH_SYNC_CONCURRENCY: String(CONCURRENCY),
    UPSTREAM_TIMEOUT: `${UPSTREAM_TIMEOUT_MS}ms`,
  },
  worker: 'own-process',
});

beforeAll(() => runSync(stack, 'full'));

beforeEach(() => stack.reset());

/** Start a run, and wait until as many of its requests hang as may be open. */
async function startHanging(kind: SyncKind) {
  stack.sandbox.setFault(
    kind === 'full' ? afterFirstRequest({ kind: 'hang' }) : { effect: { kind: 'hang' } },
  );
  const run = await stack.syncs.startSync(kind);
  await poll('the requests hang', () => stack.sandbox.requests.inFlight === CONCURRENCY);
  return run;
}

test.each(['high', 'full'] as const)(
  'a %s run is cancelled within seconds, although its requests hang and others wait for a permit',
  async (kind) => {
    const { workflowId, runId } = await startHanging(kind);

    const cancelledAtMs = performance.now();
    await stack.syncs.cancelSync(workflowId);
    const audit = await waitForRun(stack, workflowId, runId);

    expect(audit).toMatchObject({ status: 'cancelled', reasons: ['the run was cancelled'] });
    expect(performance.now() - cancelledAtMs).toBeLessThan(SLACK_MS);
  },
);

test('after a worker is killed, its requests are retried as soon as its heartbeats are missing', async () => {
  const { workflowId, runId } = await startHanging('high');
  const killedAtMs = performance.now();
  await stack.worker.kill();
  stack.sandbox.setFault(null);
  await stack.startWorkerProcess();
  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(audit.retries).toBeGreaterThanOrEqual(CONCURRENCY);
  expect(performance.now() - killedAtMs).toBeLessThan(HEARTBEAT_TIMEOUT_MS + 2 * SLACK_MS);
});
