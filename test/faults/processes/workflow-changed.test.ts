import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import pino from 'pino';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { createActivities } from '../../../src/activities';
import { createSemaphore } from '../../../src/async/semaphore';
import { TASK_QUEUES } from '../../../src/client';
import { createUpstream } from '../../../src/upstream';
import { installRuntime } from '../../../src/worker/runtime';
import { useStack } from '../../harness/use-stack';

/** The cause of a failed workflow task whose commands do not match the history. */
const NON_DETERMINISTIC = 24;

const stack = useStack({
  sandbox: { offers: 6_000, latencyMs: 200 },
  settings: { FULL_SYNC_CONCURRENCY: '3', UPSTREAM_TIMEOUT: '1s' },
  worker: 'own-process',
});

/** Run `use` with a worker on the queue of FULL whose workflows were all changed without `patched`. */
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
        maxAbsentShare: 0.2,
      },
      pacing: {
        queue: TASK_QUEUES.full,
        requestsPerSecond: 0,
        semaphore: createSemaphore(10),
        permitTimeoutMs: 1_000,
      },
      sweepMaxShare: 0.2,
      keepRunsForSeconds: 3_600,
      keepChangesForSeconds: 86_400,
      keepConversionsForSeconds: 86_400,
      alertQueue: 'alerts',
      alertRules: { scope: 'watchlist', channels: [], highEverySeconds: 120, fullEverySeconds: 3_600 },
    }),
    maxConcurrentActivityTaskExecutions: 3,
  });
  await worker.runUntil(use);
  await connection.close();
  await upstream.close();
}

/** The causes of the failed workflow tasks of all workflows. */
async function listFailureCauses(): Promise<unknown[]> {
  const causes: unknown[] = [];
  for await (const { workflowId, runId } of stack.temporal.workflow.list()) {
    const { events } = await stack.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    causes.push(
      ...(events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause ?? []),
    );
  }
  return causes;
}

test('fault 24: a worker with changed workflows rejects a running FULL, and a worker with unchanged ones completes it', async () => {
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await poll('some pages are read', () => stack.sandbox.requests.total > 10);
  await stack.worker.kill();

  await withChangedWorker(() =>
    poll('a workflow task fails', async () => (await listFailureCauses()).length > 0, 60_000),
  );
  expect(await listFailureCauses()).toContain(NON_DETERMINISTIC);
  expect(await stack.syncs.readSync(workflowId)).toMatchObject({ status: 'running' });
  await stack.startWorkerProcess();
  const audit = await waitForRun(stack, workflowId, runId);

  const { active } = stack.sandbox.catalogue.countsAt(Date.now());
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    offersDistinct: active,
    offersDuplicate: 0,
  });
  await expectCompleteMirror(stack);
});
