import { createCoalescer } from '../../src/async/coalesce';

/** A function whose runs end when the test says so, each with its own number. */
function createRuns() {
  const running: { resolve: () => void; reject: () => void }[] = [];
  let started = 0;
  return {
    run: () => {
      const number = (started += 1);
      return new Promise<number>((resolve, reject) => {
        running.push({
          resolve: () => resolve(number),
          reject: () => reject(new Error(`run ${number} failed`)),
        });
      });
    },
    resolveOne: () => running.shift()!.resolve(),
    rejectOne: () => running.shift()!.reject(),
    started: () => started,
  };
}

const flushPromises = () => new Promise((resolve) => setImmediate(resolve));

test('callers that arrive during a run share the next run', async () => {
  const [coalesce, runs] = [createCoalescer(), createRuns()];
  const first = coalesce('x', runs.run);
  const later = Array.from({ length: 50 }, () => coalesce('x', runs.run));
  expect(runs.started()).toBe(1);

  runs.resolveOne();
  expect(await first).toBe(1);
  await flushPromises();
  expect(runs.started()).toBe(2);
  runs.resolveOne();
  expect(new Set(await Promise.all(later))).toEqual(new Set([2]));

  await flushPromises();
  const next = coalesce('x', runs.run);
  runs.resolveOne();
  expect(await next).toBe(3);
});

test('a rejection reaches the callers that share the run, and the next run starts all the same', async () => {
  const [coalesce, runs] = [createCoalescer(), createRuns()];
  const first = coalesce('x', runs.run);
  const later = coalesce('x', runs.run);

  runs.rejectOne();
  await expect(first).rejects.toThrow('run 1 failed');
  await flushPromises();
  runs.resolveOne();
  expect(await later).toBe(2);
});

test('calls with different keys run at the same time', async () => {
  const [coalesce, runs] = [createCoalescer(), createRuns()];
  const one = coalesce('x', runs.run);
  const other = coalesce('y', runs.run);
  expect(runs.started()).toBe(2);

  runs.resolveOne();
  runs.resolveOne();
  expect(await Promise.all([one, other])).toEqual([1, 2]);
});
