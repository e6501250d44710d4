import { ScheduleOverlapPolicy } from '@temporalio/client';
import { poll } from '../../harness/poll';
import { startTestStack, type TestStack } from '../../harness/stack';
import { SCHEDULE_IDS } from '../../src/client';
import { applySchedules } from '../../src/client/schedules';

const DAY_MS = 86_400_000;

let stack: TestStack;

/** Without a worker, so that the runs stay in their first state. */
beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 100 }, withWorker: false });
  await applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });
});

afterAll(() => stack.stop());

test('joins or refuses the manual run when a scheduled run is about to yield to it', async () => {
  const { syncs, temporal } = stack;
  const { workflowId, runId } = await syncs.startSync('full', { status: 'any' });
  await temporal.schedule.getHandle(SCHEDULE_IDS.full).trigger(ScheduleOverlapPolicy.SKIP);
  await poll('both are running', async () => (await syncs.listRunning()).length === 2);

  expect(await syncs.startSync('full', { status: 'any' })).toMatchObject({
    outcome: 'joined',
    workflowId,
    runId,
  });
  expect(await syncs.startSync('full')).toMatchObject({ outcome: 'refused', workflowId, runId });
});
