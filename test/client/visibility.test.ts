import { poll } from '../../harness/poll';
import { startTestStack, type TestStack } from '../../harness/stack';
import { manualWorkflowId, QUEUE_OF_KIND, WORKFLOW_TYPES } from '../../src/workflows/contract';

let stack: TestStack;

/** A Temporal server that refuses every visibility query. */
beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 100 },
    withWorker: false,
    dynamicConfig: { 'frontend.namespaceRPS.visibility': 0, 'frontend.namespaceBurstRatio.visibility': 0 },
  });
});

afterAll(() => stack.stop());

/** Its rate limit lets the first query pass. */
async function isVisibilityAway(): Promise<boolean> {
  const { connection, workflow } = stack.temporal;
  const runs = workflow.list({ query: "ExecutionStatus = 'Running'" })[Symbol.asyncIterator]();
  return connection
    .withDeadline(Date.now() + 500, () => runs.next())
    .then(
      () => false,
      () => true,
    );
}

test('while visibility is away, syncs are started, joined and listed by their known ids', async () => {
  const { syncs, temporal } = stack;
  await poll('visibility queries are refused', isVisibilityAway);

  const { workflowId, runId } = await syncs.startSync('full');
  expect(await syncs.startSync('full')).toMatchObject({ outcome: 'joined', runId });
  // A run with an id of its own is only known from visibility.
  await temporal.workflow.start(WORKFLOW_TYPES.high, {
    workflowId: 'by-hand',
    taskQueue: QUEUE_OF_KIND.high,
    args: [{}],
  });
  expect(workflowId).toBe(manualWorkflowId('full', ''));
  expect(await poll('the runs are listed', () => syncs.listRunning())).toMatchObject([
    { workflowId, runId, status: 'running' },
  ]);
});
