import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { poll } from '../../harness/poll';
import { type StartedProcess, startProcess } from '../../harness/processes/start-process';

/** A worker takes seconds to start on a busy machine. */
const ENDS_WITHIN_MS = 45_000;

let mirror: LentMirror;
let started: StartedProcess | undefined;

beforeAll(async () => {
  mirror = await lendMirror({ sandbox: { offers: 600 }, withWorker: false });
});

afterEach(async () => {
  await started?.end('SIGKILL');
});

afterAll(() => mirror.stop());

test('a worker on one queue runs what is there, and leaves the other queue alone', async () => {
  started = startProcess('worker --queues full-sync-chunk', mirror.environment);
  await started.waitFor(/"queues":\["full-sync-chunk"\].*worker is ready/);
  await mirror.syncs.startSync('high');
  const full = await mirror.syncs.startSync('full');

  const hasEnded = async () =>
    (await mirror.store.readRun(full.workflowId, full.runId))?.status === 'completed';
  await poll('the FULL has ended', hasEnded, ENDS_WITHIN_MS);
  expect((await mirror.syncs.readSync('high-priority-sync-manual'))?.status).toBe('running');
  const queues = await mirror.syncs.readQueues();
  const workersOn = (name: string) => queues.find((queue) => queue.name === name)?.workers.length;
  expect(workersOn('full-sync-chunk')).toBe(1);
  expect(workersOn('high-priority')).toBe(0);

  const other = startProcess('worker --queues high-priority', mirror.environment);
  try {
    const highHasEnded = async () =>
      (await mirror.syncs.readSync('high-priority-sync-manual'))?.status === 'completed';
    await poll('the HIGH has ended', highHasEnded, ENDS_WITHIN_MS);
    expect(await other.end('SIGTERM')).toBe(0);
  } finally {
    await other.end('SIGKILL');
  }
  expect(await started.end('SIGTERM')).toBe(0);
}, 120_000);

test('a worker on the queue of HIGH alone never asks for work of a FULL', async () => {
  started = startProcess('worker --queues high-priority', mirror.environment);
  await started.waitFor(/"queues":\["high-priority"\].*worker is ready/);
  const full = await mirror.syncs.startSync('full');

  const high = await mirror.syncs.startSync('high');
  const hasEnded = async () =>
    (await mirror.store.readRun(high.workflowId, high.runId))?.status === 'completed';
  await poll('the HIGH has ended', hasEnded, ENDS_WITHIN_MS);

  const identity = new RegExp(`^${started.pid}@`);
  const queues = await mirror.syncs.readQueues();
  const isOn = (name: string) =>
    queues.find((queue) => queue.name === name)?.workers.some((worker) => identity.test(worker.identity));
  expect([isOn('high-priority'), isOn('full-sync-chunk')]).toEqual([true, false]);
  const run = mirror.temporal.workflow.getHandle(full.workflowId, full.runId);
  const { events } = await run.fetchHistory();
  // Started, and its first task waits: nobody has taken it.
  expect(events?.length).toBe(2);
  await run.terminate();
  expect(await started.end('SIGTERM')).toBe(0);
}, 120_000);

test('a worker refuses a database that mirrors another network', async () => {
  const { host } = new URL(mirror.environment.MOBIPIUM_API_URL);
  await mirror.store.claimOrigin(host);

  started = startProcess('worker', { ...mirror.environment, MOBIPIUM_API_URL: 'http://other.example/' });

  expect(await started.ended()).toBe(1);
  expect(started.output()).toContain(`This database mirrors ${host}, not other.example`);
});
