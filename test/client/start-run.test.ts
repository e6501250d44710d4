import { ScheduleOverlapPolicy } from '@temporalio/client';
import { startTestStack, type TestStack } from '../../harness/stack';
import { poll } from '../../harness/poll';
import { SCHEDULE_IDS } from '../../src/client';
import { applySchedules } from '../../src/client/schedules';

const DAY_MS = 86_400_000;

let mirror: TestStack;

/** Without a worker: whatever is started stays as it is, for as long as the test looks at it. */
beforeAll(async () => {
  mirror = await startTestStack({ sandbox: { offers: 100 }, withWorker: false });
  await applySchedules(mirror.temporal, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });
});

afterAll(() => mirror.stop());

test('where a scheduled run is about to give way to a manual one, it is the manual one that is joined or refused', async () => {
  const { syncs, temporal } = mirror;
  const { workflowId, runId } = await syncs.startSync('full', { status: 'any' });
  await temporal.schedule.getHandle(SCHEDULE_IDS.full).trigger(ScheduleOverlapPolicy.SKIP);
  await poll('both are going', async () => (await syncs.listRunning()).length === 2);

  expect(await syncs.startSync('full', { status: 'any' })).toMatchObject({
    outcome: 'joined',
    workflowId,
    runId,
  });
  expect(await syncs.startSync('full')).toMatchObject({ outcome: 'refused', workflowId, runId });
});
