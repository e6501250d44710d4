import { compareToTruth } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { CAN_SET_CLOCK_OFFSET, setClockOffset } from '../../../harness/processes/clock-offset';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { TASK_QUEUES } from '../../../src/client';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const FIVE_MINUTES = 300;

const testWithClocks = CAN_SET_CLOCK_OFFSET ? test : test.skip;

let stack: TestStack;
/** The worker of HIGH: its clock is right. */
let punctual: WorkerProcess;
/** The worker of FULL: its clock is not. */
let astray: WorkerProcess | undefined;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 1_000, clock: () => NOW }, withWorker: false });
  punctual = startWorkerProcess(stack.environment, ['--queues', TASK_QUEUES.high]);
  await punctual.waitUntilReady();
});

afterEach(() => astray?.kill());

afterAll(async () => {
  await punctual.kill();
  await stack.stop();
});

async function startAstray(seconds: number): Promise<void> {
  astray = startWorkerProcess(stack.environment, ['--queues', TASK_QUEUES.full]);
  await astray.waitUntilReady();
  process.kill(astray.pid, 'SIGSTOP');
  setClockOffset(astray.pid, seconds);
  process.kill(astray.pid, 'SIGCONT');
}

/** How many seconds the clock of the last worker is ahead, as the time on its last log line tells. */
const secondsAhead = () => (Number(astray?.log.at(-1)?.time) - Date.now()) / 1_000;

testWithClocks.each([
  ['ahead', FIVE_MINUTES],
  ['behind', -FIVE_MINUTES],
])(
  'fault 22: what was asked last stands, also where the clock of one worker is 5 minutes %s',
  async (_, seconds) => {
    await startAstray(seconds);
    const { catalogue } = stack.sandbox;
    await runSync(stack, 'full');
    await poll('the log of the worker tells another time', () => Math.abs(secondsAhead() - seconds) < 60);
    const [id] = catalogue
      .idsAt(NOW, { order: 'ID', status: 'Active' })
      .filter((offerId) => catalogue.truthAt(offerId, NOW)?.lastConvAgeSeconds !== null);
    const read = async () => (await stack.store.readOffer(id!))!;
    const byFull = await read();

    catalogue.pause(id!);
    catalogue.setField(id!, { payout: '7.250' });
    await runSync(stack, 'high');
    const byHigh = await read();
    catalogue.resume(id!);
    catalogue.setField(id!, { payout: '8.250' });
    await runSync(stack, 'full');
    const byFullAgain = await read();

    expect([byFull, byHigh, byFullAgain]).toMatchObject([
      { status: 'Active' },
      { status: 'Paused', payout: '7.250' },
      { status: 'Active', payout: '8.250' },
    ]);
    expect([byFull, byHigh, byFullAgain].map(({ observedAt }) => observedAt)).toEqual(
      [byFull, byHigh, byFullAgain].map(({ observedAt }) => observedAt).sort(),
    );
    expect(await compareToTruth(stack, NOW)).toMatchObject({ wrong: [], missing: [], wrongOnList: [] });
  },
);
