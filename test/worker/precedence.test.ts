import type { Context } from '@temporalio/activity';
import { createSemaphore } from '../../src/async/semaphore';
import { takePrecedence } from '../../src/worker/precedence';

const PERMITS = 10;

let setPermits: jest.SpiedFunction<(permits: number) => void>;
let runActivity: (work: () => Promise<unknown>) => Promise<unknown>;

beforeEach(() => {
  jest.useFakeTimers();
  const semaphore = createSemaphore(PERMITS);
  setPermits = jest.spyOn(semaphore, 'setPermits');
  const { execute } = takePrecedence(semaphore, PERMITS)({} as Context).inbound!;
  runActivity = (work) => execute!({ args: [], headers: {} }, work);
});

afterEach(() => jest.useRealTimers());

const permitsSoFar = () => setPermits.mock.calls.map(([permits]) => permits);

test('a FULL keeps a fifth of its permits while an activity runs and a moment longer, also if it fails', async () => {
  const failed = runActivity(() => {
    expect(permitsSoFar()).toEqual([2]);
    return Promise.reject(new Error('failed'));
  });

  await expect(failed).rejects.toThrow('failed');
  expect(permitsSoFar()).toEqual([2]);
  jest.advanceTimersByTime(250);
  expect(permitsSoFar()).toEqual([2, PERMITS]);
});

test('activities that follow one another count as one, and others beside them', async () => {
  for (let count = 0; count < 3; count += 1) {
    await Promise.all([runActivity(() => Promise.resolve()), runActivity(() => Promise.resolve())]);
    jest.advanceTimersByTime(200);
  }
  expect(permitsSoFar()).toEqual([2]);
});

test('a FULL gives way for 5 seconds at most, and again only after a pause', async () => {
  let end: (() => void) | undefined;
  const long = runActivity(() => new Promise<void>((resolve) => (end = resolve)));
  jest.advanceTimersByTime(5_000);
  expect(permitsSoFar()).toEqual([2, PERMITS]);

  await runActivity(() => Promise.resolve());
  expect(permitsSoFar()).toEqual([2, PERMITS]);
  end!();
  await long;
  jest.advanceTimersByTime(250);
  setPermits.mockClear();
  await runActivity(() => Promise.resolve());
  expect(permitsSoFar()).toEqual([2]);
});

test('a FULL with few permits keeps one', async () => {
  const semaphore = createSemaphore(2);
  const spy = jest.spyOn(semaphore, 'setPermits');
  await takePrecedence(semaphore, 2)({} as Context).inbound!.execute!({ args: [], headers: {} }, () =>
    Promise.resolve(),
  );
  expect(spy).toHaveBeenCalledWith(1);
});
