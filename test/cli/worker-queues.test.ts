import { poll } from '../../harness/poll';
import { type Program, startCli } from '../../harness/processes/program';
import { startTestStack, type TestStack } from '../../harness/stack';

/** A worker takes seconds to start on a busy machine. */
const ENDS_WITHIN_MS = 45_000;

let stack: TestStack;
let started: Program | undefined;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 600 }, withWorker: false });
});

afterEach(async () => {
  await started?.stop('SIGKILL');
});

afterAll(() => stack.stop());

test('a worker on one queue runs only the work of that queue', async () => {
  started = startCli('worker --queues full-sync-chunk', stack.environment);
  await started.waitFor(/"queues":\["full-sync-chunk"\].*worker is ready/);
  await stack.syncs.startSync('high');
  const full = await stack.syncs.startSync('full');

  const hasEnded = async () =>
    (await stack.store.readRun(full.workflowId, full.runId))?.status === 'completed';
  await poll('the FULL has ended', hasEnded, ENDS_WITHIN_MS);
  expect((await stack.syncs.readSync('high-priority-sync-manual'))?.status).toBe('running');
  const queues = await stack.syncs.readQueues();
  const workersOn = (name: string) => queues.find((queue) => queue.name === name)?.workers.length;
  expect(workersOn('full-sync-chunk')).toBe(1);
  expect(workersOn('high-priority')).toBe(0);

  const other = startCli('worker --queues high-priority', stack.environment);
  try {
    const highHasEnded = async () =>
      (await stack.syncs.readSync('high-priority-sync-manual'))?.status === 'completed';
    await poll('the HIGH has ended', highHasEnded, ENDS_WITHIN_MS);
    expect(await other.stop('SIGTERM')).toBe(0);
  } finally {
    await other.stop('SIGKILL');
  }
  expect(await started.stop('SIGTERM')).toBe(0);
});

test('a worker on the queue of HIGH never polls for work of a FULL', async () => {
  started = startCli('worker --queues high-priority', stack.environment);
  await started.waitFor(/"queues":\["high-priority"\].*worker is ready/);
  const full = await stack.syncs.startSync('full');

  const high = await stack.syncs.startSync('high');
  const hasEnded = async () =>
    (await stack.store.readRun(high.workflowId, high.runId))?.status === 'completed';
  await poll('the HIGH has ended', hasEnded, ENDS_WITHIN_MS);

  const identity = new RegExp(`^${started.pid}@`);
  const queues = await stack.syncs.readQueues();
  const isOn = (name: string) =>
    queues.find((queue) => queue.name === name)?.workers.some((worker) => identity.test(worker.identity));
  expect([isOn('high-priority'), isOn('full-sync-chunk')]).toEqual([true, false]);
  const run = stack.temporal.workflow.getHandle(full.workflowId, full.runId);
  const { events } = await run.fetchHistory();
  // Only the start and the scheduled first task: no worker has picked it up.
  expect(events?.length).toBe(2);
  await run.terminate();
  expect(await started.stop('SIGTERM')).toBe(0);
});

test('a worker refuses a database that mirrors another network', async () => {
  const { host } = new URL(stack.environment.MOBIPIUM_API_URL);
  await stack.store.claimSource(host);

  started = startCli('worker', { ...stack.environment, MOBIPIUM_API_URL: 'http://other.example/' });

  expect(await started.ended()).toBe(1);
  expect(started.output()).toContain(`This database mirrors ${host}, not other.example`);
});
