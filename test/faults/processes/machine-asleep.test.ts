import { readFileSync } from 'node:fs';
import { poll } from '../../../harness/poll';
import { CAN_SET_CLOCK_OFFSET, setClockOffset } from '../../../harness/processes/clock-offset';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { waitForRun } from '../../../harness/run-sync';
import { startTestPostgres, type TestPostgres } from '../../../harness/servers/postgres-server';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { applySchedules, describeSchedule } from '../../../src/client/schedules';
import { SYNC_KINDS, type SyncKind } from '../../../src/domain/run';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const testWithClocks = CAN_SET_CLOCK_OFFSET ? test : test.skip;

let postgres: TestPostgres;
let stack: TestStack;
let worker: WorkerProcess;
/** By how many seconds the machine is ahead of the test. */
let ahead = 0;

/** A machine of its own: PostgreSQL, the Temporal server and a worker, with the schedules as they come. */
beforeAll(async () => {
  postgres = await startTestPostgres();
  stack = await startTestStack({
    database: postgres,
    sandbox: { offers: 2_000 },
    // Awake again, it looks for what is due at once, and not within five minutes.
    dynamicConfig: { 'history.timerProcessorMaxPollInterval': 1 },
    withWorker: false,
  });
  await startWorker();
  const { high, full } = stack.config;
  await applySchedules(stack.temporal, { highEveryMs: high.everyMs, fullEveryMs: full.everyMs });
  for (const kind of SYNC_KINDS) {
    await poll(`the schedule of ${kind} is going`, async () => {
      return (await infoOf(kind)).nextActionTimes.length > 0;
    });
  }
});

afterAll(async () => {
  await worker.kill();
  await stack.stop();
});

async function startWorker(): Promise<void> {
  worker = startWorkerProcess(stack.environment);
  await worker.waitUntilReady();
  move([worker.pid]);
}

/** Let the whole machine sleep for so many seconds. */
function sleepFor(seconds: number): void {
  ahead += seconds;
  process.kill(postgres.pid, 'SIGSTOP');
  const children = readFileSync(`/proc/${postgres.pid}/task/${postgres.pid}/children`, 'utf8');
  const ofPostgres = [postgres.pid, ...children.trim().split(' ').map(Number)];
  move([...ofPostgres, stack.temporalServer.pid, ...(worker.hasEnded() ? [] : [worker.pid])]);
}

function move(pids: number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  for (const pid of pids) setClockOffset(pid, ahead);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
}

/** The machine's clock, in seconds. */
const now = () => Date.now() / 1_000 + ahead;

const infoOf = async (kind: SyncKind) => (await describeSchedule(stack.temporal, kind))!.info;

/** Wait until no schedule is due for some seconds and no run is going: one that slept, too, would be in the next one's way. */
const untilQuiet = () =>
  poll(
    'nothing is going',
    async () => {
      const sinceTick = now() % (2 * MINUTE);
      return sinceTick > 10 && sinceTick < 100 && (await stack.syncs.listRunning()).length === 0;
    },
    MINUTE * 1_000,
  );

/** The runs that a schedule has started since a moment. */
async function startedSince(kind: SyncKind, seconds: number) {
  const { recentActions } = await infoOf(kind);
  return recentActions
    .filter(({ scheduledAt }) => scheduledAt.getTime() > seconds * 1_000)
    .map(({ action }) => ({
      workflowId: action.workflow.workflowId,
      runId: action.workflow.firstExecutionRunId,
    }));
}

const nextOf = (kind: SyncKind, since: number) =>
  poll(`a ${kind} is started`, async () => (await startedSince(kind, since))[0]);

testWithClocks(
  'fault 19: a machine that wakes after eight hours starts one HIGH and one FULL, not 240',
  async () => {
    await untilQuiet();
    const asleepSince = now();
    // Five minutes past an hour: the FULL of that hour was due within the last ten.
    const wakesAt = (Math.floor(asleepSince / HOUR) + 8) * HOUR + 5 * MINUTE;
    const due = (every: number) => Math.floor(wakesAt / every) - Math.floor(asleepSince / every);

    sleepFor(Math.round(wakesAt - asleepSince));

    const high = await nextOf('high', asleepSince);
    const full = await nextOf('full', asleepSince);
    expect(await waitForRun(stack, high.workflowId, high.runId)).toMatchObject({
      trigger: 'schedule',
      status: 'completed',
    });
    expect(await waitForRun(stack, full.workflowId, full.runId)).toMatchObject({
      trigger: 'schedule',
      status: 'completed',
    });
    for (const kind of SYNC_KINDS) {
      await poll(`the schedule of ${kind} has counted what it missed`, async () => {
        return (await infoOf(kind)).numActionsMissedCatchupWindow > 0;
      });
      // Nothing was started only to be skipped.
      expect((await infoOf(kind)).numActionsSkippedOverlap).toBe(0);
    }
    expect(await startedSince('high', asleepSince)).toEqual([high]);
    expect(await startedSince('full', asleepSince)).toEqual([full]);
    expect(await startedSince('refresh', asleepSince)).toEqual([]);
    expect((await infoOf('high')).numActionsMissedCatchupWindow).toBe(due(2 * MINUTE) - 1);
    expect((await infoOf('full')).numActionsMissedCatchupWindow).toBe(due(HOUR) - 1);
  },
);

testWithClocks(
  'a run that outlasts its time, since no worker is left, frees its slot and is entered as timed out',
  async () => {
    await untilQuiet();
    stack.sandbox.setFault({ effect: { kind: 'hang' } });
    const begun = now();
    sleepFor(2 * MINUTE);
    const stuck = await nextOf('high', begun);
    await poll('it asks the network', () => stack.sandbox.requests.inFlight > 0);
    await worker.kill();
    expect(await stack.syncs.readSync(stuck.workflowId)).toMatchObject({ status: 'running' });

    sleepFor(10 * MINUTE);
    await poll('Temporal has ended it', async () => {
      return (await stack.syncs.readSync(stuck.workflowId))?.status === 'timed_out';
    });
    // Where the tick to which the machine woke still found the run going, this one does not.
    sleepFor(2 * MINUTE);
    const next = await nextOf('high', begun + 3 * MINUTE);
    stack.sandbox.setFault(null);

    await startWorker();

    expect(await waitForRun(stack, next.workflowId, next.runId)).toMatchObject({ status: 'completed' });
    expect(await stack.store.readRun(stuck.workflowId, stuck.runId)).toMatchObject({
      status: 'timed_out',
      complete: false,
      reasons: ['the run took too long'],
    });
  },
);
