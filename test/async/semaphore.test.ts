import { createSemaphore, PermitTimeoutError } from '../../src/async/semaphore';

/** A task that runs until the test ends it. */
function openTask() {
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end: () => end!(), run: () => ended };
}

const MINUTE = { timeoutMs: 60_000 };
const runImmediates = () => new Promise((resolve) => setImmediate(resolve));

test('as many tasks as there are permits run at a time, the others in order of arrival', async () => {
  const semaphore = createSemaphore(2);
  const tasks = Array.from({ length: 5 }, openTask);
  const started: number[] = [];
  const all = tasks.map(({ run }, index) =>
    semaphore.withPermit(MINUTE, () => {
      started.push(index);
      return run();
    }),
  );

  await runImmediates();
  expect(started).toEqual([0, 1]);
  tasks[1]!.end();
  await runImmediates();
  expect(started).toEqual([0, 1, 2]);
  for (const { end } of tasks) end();
  await Promise.all(all);
  expect(started).toEqual([0, 1, 2, 3, 4]);
});

test('the result is returned, and a task that fails releases its permit', async () => {
  const semaphore = createSemaphore(1);
  await expect(semaphore.withPermit(MINUTE, () => Promise.reject(new Error('failed')))).rejects.toThrow(
    'failed',
  );
  await expect(semaphore.withPermit(MINUTE, () => Promise.resolve('a result'))).resolves.toBe('a result');
});

test('a task without a permit before the timeout does not run, and holds no permit afterwards', async () => {
  const semaphore = createSemaphore(1);
  const first = openTask();
  const running = semaphore.withPermit(MINUTE, first.run);
  const late = jest.fn(() => Promise.resolve());

  await expect(semaphore.withPermit({ timeoutMs: 50 }, late)).rejects.toThrow(PermitTimeoutError);
  first.end();
  await running;
  expect(late).not.toHaveBeenCalled();
  await expect(semaphore.withPermit(MINUTE, () => Promise.resolve('free'))).resolves.toBe('free');
});

test('a task that is cancelled while it waits, or before, does not run, and the next waiter gets the permit', async () => {
  const semaphore = createSemaphore(1);
  const first = openTask();
  const running = semaphore.withPermit(MINUTE, first.run);
  const abort = new AbortController();
  const options = { ...MINUTE, signal: abort.signal };
  const cancelled = jest.fn(() => Promise.resolve());
  const waiting = semaphore.withPermit(options, cancelled);
  const behind = semaphore.withPermit(MINUTE, () => Promise.resolve('behind'));

  abort.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  await expect(semaphore.withPermit(options, cancelled)).rejects.toThrow('cancelled');
  first.end();
  await running;
  await expect(behind).resolves.toBe('behind');
  expect(cancelled).not.toHaveBeenCalled();
});

test('with fewer permits, running tasks keep theirs and no other starts; with more, waiters start at once', async () => {
  const semaphore = createSemaphore(3);
  const tasks = Array.from({ length: 6 }, openTask);
  const started: number[] = [];
  const all = tasks.map(({ run }, index) =>
    semaphore.withPermit(MINUTE, () => {
      started.push(index);
      return run();
    }),
  );

  semaphore.setPermits(1);
  tasks[0]!.end();
  tasks[1]!.end();
  await runImmediates();
  expect(started).toEqual([0, 1, 2]);
  tasks[2]!.end();
  await runImmediates();
  expect(started).toEqual([0, 1, 2, 3]);
  semaphore.setPermits(3);
  await runImmediates();
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { end } of tasks) end();
  await Promise.all(all);
});
