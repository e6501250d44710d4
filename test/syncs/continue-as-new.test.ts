import { compareToTruth } from '../../harness/mirror/compare';
import { poll } from '../../harness/poll';
import { waitForRun } from '../../harness/run-sync';
import { chunkWorkflowId } from '../../src/workflows/contract';
import { useStack } from '../harness/use-stack';

/** Far below the server's default of 4,096, so that a few chunks suffice. */
const SUGGESTED_AT_EVENTS = 60;

const stack = useStack({
  sandbox: { offers: 40_000 },
  // A request that is held back must not time out.
  settings: { UPSTREAM_TIMEOUT: '30s' },
  dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AT_EVENTS },
});

test('a FULL of many pages continues as new, and leaves one audit', async () => {
  const { active } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = Math.ceil(active / 100);
  const { workflowId, runId } = await stack.syncs.startSync('full');

  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({
    runId,
    status: 'completed',
    pagesPlanned: pages,
    pagesRead: pages,
    offersMet: active,
    offersDistinct: active,
  });
  // Beside the pages, the ids between them are requested: the mirror held no offer before.
  expect(audit.requests! - audit.retries!).toBe(pages + 1 + audit.pagesReread!);
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });

  const executions = await poll('all executions are listed as closed', async () => {
    const found = [];
    for await (const execution of stack.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      found.push({
        runId: execution.runId,
        status: execution.status.name,
        events: execution.historyLength,
      });
    }
    return found.length > 2 && found.every(({ status }) => status !== 'RUNNING') && found;
  });
  expect(executions.filter(({ status }) => status === 'CONTINUED_AS_NEW')).toHaveLength(
    executions.length - 1,
  );
  // The window drains before the next execution starts: up to twelve chunks beyond the server's suggestion.
  expect(Math.max(...executions.map(({ events }) => events))).toBeLessThan(SUGGESTED_AT_EVENTS + 12 * 12);
  expect((await stack.syncs.readSync(workflowId))?.runId).toBe(runId);

  // After a later run with this workflow id, each execution of this run still leads to it.
  const later = await stack.syncs.startSync('full', { maxPages: 1 });
  await waitForRun(stack, later.workflowId, later.runId);
  for (const execution of executions) {
    expect(await stack.syncs.readSync(workflowId, execution.runId)).toMatchObject({
      runId,
      status: 'completed',
    });
  }
  expect(await stack.syncs.cancelSync(workflowId, runId)).toEqual({
    outcome: 'ended',
    status: 'completed',
    runId,
  });
});

// With one chunk at a time, the server suggests to continue as new after one of these.
test.each([5, 6, 7, 8])(
  'a FULL that is cancelled during the last page of chunk %d ends there, also where it would have continued as new',
  async (chunk) => {
    // The count of pages, and all pages up to that one.
    stack.gate.closeAfter(chunk * 10);
    const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
    await poll('the last page of the chunk is in flight', () => stack.gate.held === 1);

    await stack.syncs.cancelSync(workflowId);
    const handle = stack.temporal.workflow.getHandle(chunkWorkflowId(workflowId, chunk * 10 - 9, chunk * 10));
    await poll('the cancellation has reached the chunk', async () => {
      const { raw } = await handle.describe();
      return raw.workflowExtendedInfo?.cancelRequested === true;
    });
    stack.gate.open();

    expect(await waitForRun(stack, workflowId, runId)).toMatchObject({
      status: 'cancelled',
      pagesRead: chunk * 10,
    });
  },
);
