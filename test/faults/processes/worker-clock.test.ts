import { compareToTruth } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { runSync } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { CAN_MOVE_CLOCKS, moveClock } from '../../../harness/processes/move-clock';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { TASK_QUEUES } from '../../../src/client';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const FIVE_MINUTES = 300;

const testWithClocks = CAN_MOVE_CLOCKS ? test : test.skip;

let mirror: LentMirror;
/** The worker of HIGH: its clock is right. */
let punctual: WorkerProcess;
/** The worker of FULL: its clock is not. */
let astray: WorkerProcess | undefined;

beforeAll(async () => {
  mirror = await lendMirror({ sandbox: { offers: 1_000, clock: () => NOW }, withWorker: false });
  punctual = spawnWorker(mirror.environment, ['--queues', TASK_QUEUES.high]);
  await punctual.isReady();
});

afterEach(() => astray?.kill());

afterAll(async () => {
  await punctual.kill();
  await mirror.stop();
});

async function startAstray(seconds: number): Promise<void> {
  astray = spawnWorker(mirror.environment, ['--queues', TASK_QUEUES.full]);
  await astray.isReady();
  process.kill(astray.pid, 'SIGSTOP');
  moveClock(astray.pid, seconds);
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
    const { catalogue } = mirror.sandbox;
    await runSync(mirror, 'full');
    await poll('the log of the worker tells another time', () => Math.abs(secondsAhead() - seconds) < 60);
    const [id] = catalogue
      .idsAt(NOW, { order: 'ID', status: 'Active' })
      .filter((offerId) => catalogue.truthAt(offerId, NOW)?.lastConvAgeSeconds !== null);
    const read = async () => (await mirror.store.readOffer(id!))!;
    const byFull = await read();

    catalogue.pause(id!);
    catalogue.setField(id!, { payout: '7.250' });
    await runSync(mirror, 'high');
    const byHigh = await read();
    catalogue.resume(id!);
    catalogue.setField(id!, { payout: '8.250' });
    await runSync(mirror, 'full');
    const byFullAgain = await read();

    expect([byFull, byHigh, byFullAgain]).toMatchObject([
      { status: 'Active' },
      { status: 'Paused', payout: '7.250' },
      { status: 'Active', payout: '8.250' },
    ]);
    expect([byFull, byHigh, byFullAgain].map(({ observedAt }) => observedAt)).toEqual(
      [byFull, byHigh, byFullAgain].map(({ observedAt }) => observedAt).sort(),
    );
    expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [], wrongOnList: [] });
  },
);
