import { ScheduleOverlapPolicy } from '@temporalio/client';
import { poll } from '../../harness/poll';
import { waitForRun } from '../../harness/run-sync';
import { FULL_SYNC_DEFAULTS } from '../../src/client';
import { applySchedules, describeSchedule } from '../../src/client/schedules';
import { SYNC_KINDS, type RunKey, type SyncKind } from '../../src/domain/run';
import { RUN_TIMEOUT_SECONDS, SCHEDULE_IDS } from '../../src/workflows/contract';
import { useStack } from '../harness/use-stack';

const MINUTE_MS = 60_000;
/** Long enough that no run starts on schedule during the tests. */
const INTERVALS = { highEveryMs: 24 * 60 * MINUTE_MS, fullEveryMs: 24 * 60 * MINUTE_MS };

const stack = useStack({
  sandbox: { offers: 2_000, latencyMs: 50 },
  settings: { FULL_SYNC_CONCURRENCY: '2' },
});

beforeEach(() => applySchedules(stack, INTERVALS));

const handleOf = (kind: SyncKind) => stack.temporal.schedule.getHandle(SCHEDULE_IDS[kind]);

const readSchedule = async (kind: SyncKind) => (await describeSchedule(stack, kind))!;

/** Trigger the schedule, and return the run that it started. */
async function trigger(kind: SyncKind) {
  const before = (await readSchedule(kind)).info.numActionsTaken;
  await handleOf(kind).trigger(ScheduleOverlapPolicy.SKIP);
  return poll('the schedule has started a run', async () => {
    const { info } = await readSchedule(kind);
    const action = info.recentActions.at(-1)?.action;
    return info.numActionsTaken > before && action !== undefined
      ? { workflowId: action.workflow.workflowId, runId: action.workflow.firstExecutionRunId }
      : undefined;
  });
}

const endOf = ({ workflowId, runId }: RunKey) => waitForRun(stack, workflowId, runId);

/** Wait until a run has its row, so that it has looked for other runs by then. */
const untilBegun = ({ workflowId, runId }: RunKey) =>
  poll('the run has begun', () => stack.store.readRun(workflowId, runId));

test('schedules skip overlapping runs, have a short catch-up window, and a run timeout', async () => {
  for (const kind of SYNC_KINDS) {
    const { policies, action } = await readSchedule(kind);
    expect(policies).toMatchObject({
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: (kind === 'high' ? 2 : 10) * MINUTE_MS,
    });
    expect(action).toMatchObject({
      type: 'startWorkflow',
      workflowExecutionTimeout: RUN_TIMEOUT_SECONDS[kind] * 1_000,
    });
  }
});

test('HIGH has no jitter, and the refresh is due half an hour after the hour', async () => {
  const [high, full, refresh] = await Promise.all(SYNC_KINDS.map(readSchedule));

  expect(high?.spec.jitter ?? 0).toBe(0);
  expect(full?.spec.jitter).toBe(MINUTE_MS);
  expect(refresh?.spec.intervals).toEqual([{ every: 60 * MINUTE_MS, offset: 30 * MINUTE_MS }]);
});

test('applying the schedules is idempotent', async () => {
  const describeAll = async () => {
    const all = await Promise.all(SYNC_KINDS.map(readSchedule));
    return all.map(({ spec, action, policies, state }) => ({ spec, action, policies, state }));
  };
  const before = await describeAll();

  await applySchedules(stack, INTERVALS);

  expect(await describeAll()).toEqual(before);
  const ids = await poll('the list shows all of them', async () => {
    const listed: string[] = [];
    for await (const { scheduleId } of stack.temporal.schedule.list()) listed.push(scheduleId);
    return listed.length >= 3 && listed;
  });
  expect(ids.sort()).toEqual(Object.values(SCHEDULE_IDS).sort());
});

test('a schedule that was paused stays paused when the settings are applied again, with its note', async () => {
  await handleOf('high').pause('the network is being moved');

  await applySchedules(stack, INTERVALS);

  const { state } = await readSchedule('high');
  expect(state).toMatchObject({ paused: true, note: 'the network is being moved' });
  await handleOf('high').unpause();
});

test('a changed interval takes effect, and changes nothing else', async () => {
  await applySchedules(stack, { ...INTERVALS, highEveryMs: 3 * MINUTE_MS });

  const { spec, info, policies } = await readSchedule('high');
  expect(spec.intervals).toEqual([{ every: 3 * MINUTE_MS }]);
  const [first, second] = info.nextActionTimes.map(Number);
  expect(second! - first!).toBe(3 * MINUTE_MS);
  expect(policies.catchupWindow).toBe(2 * MINUTE_MS);
});

test('a run that a schedule started has its id, and the audit says so', async () => {
  const run = await trigger('refresh');

  expect(run.workflowId).toMatch(/^conversion-list-refresh-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(await endOf(run)).toMatchObject({ kind: 'refresh', trigger: 'schedule', status: 'completed' });
});

test('a scheduled FULL yields to a manual one that is running', async () => {
  stack.sandbox.setFault({ effect: { kind: 'hang' } });
  const manual = await stack.syncs.startSync('full', { status: 'any' });
  await untilBegun(manual);

  const scheduled = await endOf(await trigger('full'));
  stack.sandbox.setFault(null);

  expect(scheduled).toMatchObject({
    trigger: 'schedule',
    status: 'cancelled',
    reasons: ['another run of this kind is running: full-sync-manual'],
    requests: 0,
  });
  expect(await endOf(manual)).toMatchObject({ trigger: 'manual', status: 'completed' });
});

test('manual starts join a scheduled run with equal parameters and are refused with others', async () => {
  // The run must last longer than the starts.
  stack.sandbox.setFault({ effect: { kind: 'hang' } });
  const scheduled = await trigger('full');
  await untilBegun(scheduled);

  const equal = await Promise.all(Array.from({ length: 50 }, () => stack.syncs.startSync('full')));
  const other = await stack.syncs.startSync('full', { maxPages: 1 });
  stack.sandbox.setFault(null);

  const { workflowId, runId } = scheduled;
  expect(equal).toEqual(
    Array.from({ length: 50 }, () => ({ outcome: 'joined', workflowId, runId, queue: 'full-sync-chunk' })),
  );
  expect(other).toMatchObject({ outcome: 'refused', workflowId, runId });
  const audit = await endOf(scheduled);
  expect(audit).toMatchObject({
    trigger: 'schedule',
    status: 'completed',
    params: { ...FULL_SYNC_DEFAULTS },
  });
  const { runs } = await stack.store.listRuns({ kind: 'full', limit: 100 });
  expect(runs[0]).toMatchObject({ workflowId, runId });
});

test('a tick during the previous scheduled run is skipped', async () => {
  stack.sandbox.setFault({ effect: { kind: 'hang' } });
  const first = await trigger('full');
  await untilBegun(first);

  await handleOf('full').trigger(ScheduleOverlapPolicy.SKIP);

  await poll('the schedule has skipped', async () => {
    const { info } = await readSchedule('full');
    return info.numActionsSkippedOverlap === 1;
  });
  expect((await readSchedule('full')).info.runningActions).toHaveLength(1);
  stack.sandbox.setFault(null);
  await endOf(first);
});
