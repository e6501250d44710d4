import { ScheduleOverlapPolicy } from '@temporalio/client';
import { poll } from '../../harness/poll';
import { startTestStack, type TestStack } from '../../harness/stack';
import { createSyncClient, SCHEDULE_IDS } from '../../src/client';
import { triggerSchedule } from '../../src/client/schedule-control';
import { applySchedules } from '../../src/client/schedules';

const DAY_MS = 86_400_000;
const INTERVALS = { highEveryMs: DAY_MS, fullEveryMs: DAY_MS };

let stack: TestStack;

/** Without a worker, so that the runs stay in their first state. */
beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 100 }, withWorker: false });
  await applySchedules(stack, INTERVALS);
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

test('while the database does not answer, a start fails within seconds, with the code of a server that cannot be reached', async () => {
  const { startSync } = createSyncClient({
    ...stack,
    prefix: '',
    uiUrl: undefined,
    intervals: INTERVALS,
    readMirrorId: () => new Promise(() => undefined),
  });
  const startedAt = performance.now();
  await expect(startSync('refresh')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});

test('an accepted trigger is not an error at the end of the time for its call', async () => {
  const before = await stack.syncs.listSchedules();
  const deadlineMs = Date.now() + 60_000;
  const handle = stack.temporal.schedule.getHandle(SCHEDULE_IDS.refresh);
  jest.spyOn(stack.temporal.schedule, 'getHandle').mockReturnValue({
    ...handle,
    async trigger(overlap) {
      await handle.trigger(overlap);
      jest.spyOn(Date, 'now').mockReturnValue(deadlineMs);
    },
  });

  const result = await triggerSchedule(stack, 'refresh', deadlineMs).finally(() => jest.restoreAllMocks());

  expect(result).toEqual({ outcome: 'unknown' });
  await poll('the run was started', async () => {
    const [now, earlier] = [await stack.syncs.listSchedules(), before].map((schedules) =>
      schedules.find(({ kind }) => kind === 'refresh'),
    );
    return now!.lastRuns.length > earlier!.lastRuns.length;
  });
});
