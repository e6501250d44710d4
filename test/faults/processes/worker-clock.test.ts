import { compareToTruth } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { CAN_SET_CLOCK_OFFSET, setClockOffset } from '../../../harness/processes/clock-offset';
import { runSync } from '../../../harness/run-sync';
import { TASK_QUEUES } from '../../../src/client';
import { convertingIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';

const FIVE_MINUTES = 300;

const testWithClocks = CAN_SET_CLOCK_OFFSET ? test : test.skip;

const stack = useStack({ sandbox: { offers: 1_000 }, worker: 'none' });

/** The worker of HIGH has a correct clock; that of FULL does not. */
beforeAll(() => stack.startWorkerProcess({}, ['--queues', TASK_QUEUES.high]));

afterEach(() => stack.worker.kill());

async function startFullWorker(offsetSeconds: number): Promise<void> {
  const { pid } = await stack.startWorkerProcess({}, ['--queues', TASK_QUEUES.full]);
  process.kill(pid, 'SIGSTOP');
  setClockOffset(pid, offsetSeconds);
  process.kill(pid, 'SIGCONT');
}

/** The clock offset of the latest worker, from the time of its last log record. */
const loggedOffset = () => (Number(stack.worker.log.at(-1)?.time) - Date.now()) / 1_000;

testWithClocks.each([
  ['ahead', FIVE_MINUTES],
  ['behind', -FIVE_MINUTES],
])(
  'fault 22: the latest observation is kept also when the clock of one worker is 5 minutes %s',
  async (_, offset) => {
    await startFullWorker(offset);
    const { catalogue } = stack.sandbox;
    await runSync(stack, 'full');
    await poll('the log of the worker has another time', () => Math.abs(loggedOffset() - offset) < 60);
    const [id = ''] = convertingIds(stack);
    const read = async () => (await stack.store.readOffer(id))!;
    const first = await read();

    catalogue.pause(id);
    catalogue.setField(id, { payout: '7.250' });
    await runSync(stack, 'high');
    const second = await read();
    catalogue.resume(id);
    catalogue.setField(id, { payout: '8.250' });
    await runSync(stack, 'full');
    const third = await read();

    const observations = [first, second, third];
    expect(observations).toMatchObject([
      { status: 'Active' },
      { status: 'Paused', payout: '7.250' },
      { status: 'Active', payout: '8.250' },
    ]);
    const times = observations.map(({ observedAt }) => observedAt);
    expect(times).toEqual([...times].sort());
    expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [], wrongOnList: [] });
  },
);
