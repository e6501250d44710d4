import {
  type ScheduleDescription,
  ScheduleOverlapPolicy,
  type ScheduleUpdateOptions,
} from '@temporalio/client';
import { poll } from '../../harness/poll';
import { runCli } from '../../harness/processes/program';
import { applySchedules, SCHEDULE_IDS, type ScheduleProblem } from '../../src/client';
import { useStack } from '../harness/use-stack';

const DAY_MS = 86_400_000;
const INTERVALS = { highEveryMs: 20 * DAY_MS, fullEveryMs: 30 * DAY_MS };

const stack = useStack({
  sandbox: { offers: 100 },
  settings: { HIGH_SYNC_EVERY: '20d', FULL_SYNC_EVERY: '30d' },
  worker: 'none',
});

beforeEach(() => applySchedules(stack, INTERVALS));

/** A busy server may not describe a schedule in time. */
const readProblems = () =>
  poll('the schedules can be read', () => stack.syncs.findScheduleProblems().catch(() => undefined));

type Change = (previous: ScheduleDescription) => ScheduleUpdateOptions;

async function change(id: string, change: Change): Promise<void> {
  await stack.temporal.schedule.getHandle(id).update(change);
}

const spec = (previous: ScheduleDescription, added: object): ScheduleUpdateOptions => ({
  ...previous,
  spec: { ...previous.spec, ...added },
});
const action = (previous: ScheduleDescription, added: object): ScheduleUpdateOptions => ({
  ...previous,
  action: { ...previous.action, ...added },
});

test('schedules as applied, paused or not, have no problem', async () => {
  expect(await readProblems()).toEqual([]);

  await stack.temporal.schedule.getHandle('full-sync').pause('holidays');
  expect(await readProblems()).toEqual([]);
  const { code, output } = await runCli('doctor', stack.environment);
  expect(output).toMatch(/^ok +Schedules +as the settings define them, full-sync is paused$/m);
  // No worker polls.
  expect(code).toBe(1);
  await stack.temporal.schedule.getHandle('full-sync').unpause();
});

test.each<[string, string, Change]>([
  ['full-sync', 'interval', (previous) => spec(previous, { intervals: [{ every: 3_600_000 }] })],
  ['full-sync', 'jitter', (previous) => spec(previous, { jitter: 5_000 })],
  ['high-priority-sync', 'other times', (previous) => spec(previous, { endAt: new Date('2031-01-01') })],
  ['high-priority-sync', 'task queue', (previous) => action(previous, { taskQueue: 'elsewhere' })],
  ['full-sync', 'arguments', (previous) => action(previous, { args: [{ maxPages: 1 }] })],
  [SCHEDULE_IDS.refresh, 'workflow type', (previous) => action(previous, { workflowType: 'other' })],
  [
    'high-priority-sync',
    'overlap policy',
    (previous) => ({
      ...previous,
      policies: { ...previous.policies, overlap: ScheduleOverlapPolicy.ALLOW_ALL },
    }),
  ],
  [
    'full-sync',
    'limit of actions',
    (previous) => ({ ...previous, state: { ...previous.state, remainingActions: 3 } }),
  ],
])('a changed %s is found by its %s, and put back', async (id, difference, by) => {
  await change(id, by);

  const problem: ScheduleProblem = { id, problem: 'changed', differences: [difference] };
  expect(await readProblems()).toEqual([problem]);
  await applySchedules(stack, INTERVALS);
  expect(await readProblems()).toEqual([]);
});

test('a deleted schedule is reported by doctor and status, and schedules apply creates it', async () => {
  await stack.temporal.schedule.getHandle('high-priority-sync').delete();

  const doctor = await runCli('doctor', stack.environment);
  expect(doctor.output).toMatch(
    /^WRONG +Schedules +high-priority-sync is missing\n +→ .*mobipium-sync schedules apply/m,
  );
  const status = await runCli('status', stack.environment);
  expect(status.output).toMatch(/^The schedule high-priority-sync is missing\.$/m);

  const apply = await runCli('schedules apply', stack.environment);
  expect(apply.code).toBe(0);
  expect(await readProblems()).toEqual([]);
});
