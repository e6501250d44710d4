import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import pino from 'pino';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { createWorkerGroup } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { createActivities } from '../../../src/activities';
import { createSemaphore } from '../../../src/async/semaphore';
import { TASK_QUEUES } from '../../../src/client';
import { createUpstream } from '../../../src/upstream';
import { installRuntime } from '../../../src/worker/runtime';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let stack: TestStack;
const workers = createWorkerGroup();

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 6_000, clock: () => NOW, latencyMs: 200 },
    settings: { FULL_SYNC_CONCURRENCY: '3', UPSTREAM_TIMEOUT: '1s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await workers.killAll();
  await stack.stop();
});

const startWorker = () => workers.start(stack.environment);

/** Do with a worker whose every workflow was changed without `patched`, on the queue of FULL. */
async function withChangedWorker(use: () => Promise<unknown>): Promise<void> {
  installRuntime(pino({ level: 'silent' }));
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: join(__dirname, '../../replay/changed-workflows.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  const { url, token, timeoutMs } = stack.config.upstream;
  const upstream = createUpstream({ url, token: token!, timeoutMs });
  const connection = await NativeConnection.connect({ address: stack.temporalServer.address });
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUES.full,
    workflowBundle,
    activities: createActivities({
      store: stack.store,
      upstream,
      limits: {
        attemptTimeoutMs: 6_000,
        pageRetryForMs: 60_000,
        batchRetryForMs: 60_000,
        batchConcurrency: 1,
      },
      pacing: {
        queue: TASK_QUEUES.full,
        requestsPerSecond: 0,
        semaphore: createSemaphore(10),
        permitTimeoutMs: 1_000,
      },
      sweepMaxShare: 0.2,
      keepRunsForSeconds: 3_600,
    }),
    maxConcurrentActivityTaskExecutions: 3,
  });
  await worker.runUntil(use);
  await connection.close();
  await upstream.close();
}

/** The causes of the workflow tasks that failed, over a run and its chunks. */
async function failedTasks(): Promise<unknown[]> {
  const causes: unknown[] = [];
  for await (const { workflowId, runId } of stack.temporal.workflow.list()) {
    const { events } = await stack.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    causes.push(
      ...(events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause ?? []),
    );
  }
  return causes;
}

/** The server's number for a workflow that does other things than its history says. */
const NON_DETERMINISTIC = 24;

test('fault 24: a run that is going is refused by a worker whose workflows were changed, and carried on by one whose were not', async () => {
  const first = await startWorker();
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await poll('some pages are read', () => stack.sandbox.requests.total > 10);
  await first.kill();

  await withChangedWorker(() =>
    poll('a task is refused', async () => (await failedTasks()).length > 0, 60_000),
  );
  expect(await failedTasks()).toContain(NON_DETERMINISTIC);
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  await startWorker();
  const audit = await waitForRun(stack, workflowId, runId);

  const { active } = stack.sandbox.catalogue.countsAt(NOW);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    offersNew: active,
    offersDuplicate: 0,
  });
  await expectCompleteMirror(stack, NOW);
});
