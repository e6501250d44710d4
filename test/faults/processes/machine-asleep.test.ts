import { readFileSync } from 'node:fs';
import { poll } from '../../../harness/poll';
import { CAN_SET_CLOCK_OFFSET, setClockOffset } from '../../../harness/processes/clock-offset';
import { waitForRun } from '../../../harness/run-sync';
import { startTestPostgres, type TestPostgres } from '../../../harness/servers/postgres-server';
import { applySchedules } from '../../../src/client';
import { describeSchedule } from '../../../src/client/schedules';
import { SYNC_KINDS, type SyncKind } from '../../../src/domain/run';
import { useStack } from '../../harness/use-stack';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const testWithClocks = CAN_SET_CLOCK_OFFSET ? test : test.skip;

let postgres: TestPostgres;
/** The offset of the machine's clock from that of the test, in seconds. */
let offset = 0;

/** A simulated machine: PostgreSQL, the Temporal server and a worker of its own, with the default schedules. */
const stack = useStack({
  database: async () => (postgres = await startTestPostgres()),
  sandbox: { offers: 2_000 },
  // After waking up, the server checks for due timers at once, and not within five minutes.
  dynamicConfig: { 'history.timerProcessorMaxPollInterval': 1 },
  worker: 'none',
});

beforeAll(async () => {
  await startWorker();
  const { high, full } = stack.config;
  await applySchedules(stack, { highEveryMs: high.everyMs, fullEveryMs: full.everyMs });
  for (const kind of SYNC_KINDS) {
    await poll(`the schedule of ${kind} is active`, async () => {
      return (await readSchedule(kind)).nextActionTimes.length > 0;
    });
  }
});

async function startWorker(): Promise<void> {
  const worker = await stack.startWorkerProcess();
  applyOffset([worker.pid]);
}

/** Put the whole machine to sleep. */
function sleepFor(seconds: number): void {
  offset += seconds;
  process.kill(postgres.pid, 'SIGSTOP');
  const children = readFileSync(`/proc/${postgres.pid}/task/${postgres.pid}/children`, 'utf8');
  const ofPostgres = [postgres.pid, ...children.trim().split(' ').map(Number)];
  const { worker, temporalServer } = stack;
  applyOffset([...ofPostgres, temporalServer.pid, ...(worker.hasEnded() ? [] : [worker.pid])]);
}

function applyOffset(pids: number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  for (const pid of pids) setClockOffset(pid, offset);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
}

/** The machine's clock, in seconds. */
const now = () => Date.now() / 1_000 + offset;

const readSchedule = async (kind: SyncKind) => (await describeSchedule(stack, kind))!.info;

/** Wait for some seconds without a due schedule or a running sync: a run that also slept would delay the next one. */
const waitUntilIdle = () =>
  poll(
    'no sync is running',
    async () => {
      const sinceTick = now() % (2 * MINUTE);
      return sinceTick > 10 && sinceTick < 100 && (await stack.syncs.listRunning()).length === 0;
    },
    MINUTE * 1_000,
  );

/** The runs that a schedule has started since a moment. */
async function startedSince(kind: SyncKind, seconds: number) {
  const { recentActions } = await readSchedule(kind);
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
  'fault 19: a machine that wakes up after eight hours starts one HIGH and one FULL, not 240',
  async () => {
    await waitUntilIdle();
    const asleepSince = now();
    // Four minutes past the hour: the FULL of that hour was due within the catch-up window of ten minutes. Ten seconds after a
    // tick of HIGH, so that these runs end before the next one also on a slow machine.
    const wakesAt = (Math.floor(asleepSince / HOUR) + 8) * HOUR + 4 * MINUTE + 10;
    const due = (every: number) => Math.floor(wakesAt / every) - Math.floor(asleepSince / every);
    // Within a minute after the hour, the FULL of that hour may be due later, by its jitter.
    const [nextFull] = (await readSchedule('full')).nextActionTimes;
    const isFullDue = nextFull!.getTime() / 1_000 < Math.ceil(asleepSince / HOUR) * HOUR;

    sleepFor(Math.round(wakesAt - asleepSince));

    const high = await nextOf('high', asleepSince);
    const full = await nextOf('full', asleepSince);
    for (const { workflowId, runId } of [high, full]) {
      expect(await waitForRun(stack, workflowId, runId)).toMatchObject({
        trigger: 'schedule',
        status: 'completed',
      });
    }
    for (const kind of SYNC_KINDS) {
      await poll(`the schedule of ${kind} has counted its missed actions`, async () => {
        return (await readSchedule(kind)).numActionsMissedCatchupWindow > 0;
      });
      // No run was started and then skipped.
      expect((await readSchedule(kind)).numActionsSkippedOverlap).toBe(0);
    }
    expect(await startedSince('high', asleepSince)).toEqual([high]);
    expect(await startedSince('full', asleepSince)).toEqual([full]);
    expect(await startedSince('refresh', asleepSince)).toEqual([]);
    expect((await readSchedule('high')).numActionsMissedCatchupWindow).toBe(due(2 * MINUTE) - 1);
    expect((await readSchedule('full')).numActionsMissedCatchupWindow).toBe(due(HOUR) - (isFullDue ? 0 : 1));
  },
);

testWithClocks(
  'a run that times out without a worker does not block the next one, and is recorded as timed out',
  async () => {
    await waitUntilIdle();
    stack.sandbox.setFault({ effect: { kind: 'hang' } });
    const startedAt = now();
    sleepFor(2 * MINUTE);
    const stuck = await nextOf('high', startedAt);
    await poll('it requests the network', () => stack.sandbox.requests.inFlight > 0);
    await stack.worker.kill();
    expect(await stack.syncs.readSync(stuck.workflowId)).toMatchObject({ status: 'running' });

    sleepFor(10 * MINUTE);
    await poll('Temporal has ended it', async () => {
      return (await stack.syncs.readSync(stuck.workflowId))?.status === 'timed_out';
    });
    // The tick at which the machine woke up may have found the run still running; this one does not.
    sleepFor(2 * MINUTE);
    const next = await nextOf('high', startedAt + 3 * MINUTE);
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
