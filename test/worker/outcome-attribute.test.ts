import { poll } from '../../harness/poll';
import { startWorkerProcess } from '../../harness/processes/worker';
import { runSync, waitForRun } from '../../harness/run-sync';
import { applySchedules } from '../../src/client';
import type { RunKey } from '../../src/domain/run';
import { useStack } from '../harness/use-stack';

const NAME = 'SyncOutcome';
const KEYWORD = 2;
const INT = 3;

const stack = useStack({
  sandbox: { offers: 300 },
  settings: { TEMPORAL_OUTCOME_ATTRIBUTE: NAME, FULL_PAGE_RETRY_FOR: '3s' },
  worker: 'none',
});

async function register(name: string, type: number): Promise<void> {
  const { operatorService } = stack.temporal.connection;
  await operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: { [name]: type } });
  await poll('the search attribute is registered', async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace: 'default' });
    return name in customAttributes;
  });
}

async function outcomeOf(workflowId: string): Promise<unknown> {
  const { searchAttributes } = await stack.temporal.workflow.getHandle(workflowId).describe();
  return searchAttributes[NAME]?.[0];
}

test('a worker whose search attribute is not registered as a keyword ends, and says how to create it', async () => {
  await register('SyncNumber', INT);
  for (const name of [NAME, 'SyncNumber']) {
    const worker = startWorkerProcess({ ...stack.environment, TEMPORAL_OUTCOME_ATTRIBUTE: name });
    stack.cleanup.defer('worker', () => worker.kill());
    await worker.waitFor(/TEMPORAL_OUTCOME_ATTRIBUTE names/);
    expect(await worker.ended()).toBe(1);
    expect(worker.output()).toContain(
      `temporal operator search-attribute create --name ${name} --type Keyword`,
    );
  }
});

test('each run stores its outcome in the search attribute, and runs are found by it', async () => {
  await register(NAME, KEYWORD);
  await stack.startWorkerProcess();
  const day = 24 * 3_600_000;
  const mirror = { temporal: stack.temporal, prefix: '', readMirrorId: () => stack.store.readMirrorId() };
  await applySchedules(mirror, { highEveryMs: day, fullEveryMs: day });

  expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed' });
  expect(await outcomeOf('high-priority-sync-manual')).toBe('completed');

  stack.sandbox.setFault({ when: { pages: [2] }, effect: { kind: 'status', status: 404 } });
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'incomplete' });
  expect(await outcomeOf('full-sync-manual')).toBe('incomplete');

  stack.reset();
  stack.gate.closeAfter(0);
  const manual = await stack.syncs.startSync('full');
  await poll('the manual run sends its requests', () => stack.gate.held > 0);
  const triggered = await stack.syncs.triggerSchedule('full-sync');
  const { workflowId } = (triggered as { run: RunKey }).run;
  await poll('the scheduled run gave way', async () => (await outcomeOf(workflowId)) === 'gave_way');

  await stack.syncs.cancelSync(manual.workflowId);
  stack.gate.open();
  await waitForRun(stack, manual.workflowId, manual.runId);
  expect(await outcomeOf(manual.workflowId)).toBe('cancelled');

  await poll('the incomplete run is found by its outcome', async () => {
    const query = `${NAME} = 'incomplete' AND WorkflowType = 'fullSync'`;
    return (await stack.temporal.workflow.count(query)).count === 1;
  });
});
