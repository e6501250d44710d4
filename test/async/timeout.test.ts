import { getEventListeners } from 'node:events';
import { orTimeout, TimeoutError, withDeadline } from '../../src/async/timeout';

beforeEach(() => jest.useFakeTimers());

afterEach(() => {
  const timersLeft = jest.getTimerCount();
  jest.useRealTimers();
  expect(timersLeft).toBe(0);
});

/** Work that ends only when its signal aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

/** The error of a rejected promise. The handler is attached at once, before a timer can fire. */
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('orTimeout', () => {
  test('passes on a result and an error that come before the deadline', async () => {
    await expect(orTimeout(Promise.resolve(7), 1_000)).resolves.toBe(7);
    await expect(orTimeout(Promise.reject(new Error('refused')), 1_000)).rejects.toThrow('refused');
  });

  test('rejects at the deadline, by default with a TimeoutError', async () => {
    const never = new Promise(() => undefined);
    const byDefault = failureOf(orTimeout(never, 1_000));
    const withOwnError = failureOf(orTimeout(never, 1_000, () => new RangeError('late')));

    jest.advanceTimersByTime(1_000);

    expect(await byDefault).toBeInstanceOf(TimeoutError);
    expect(await withOwnError).toEqual(new RangeError('late'));
  });

  test('a rejection after the deadline is not an unhandled one', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    let reject: ((error: Error) => void) | undefined;
    const late = failureOf(orTimeout(new Promise((_resolve, rejectIt) => (reject = rejectIt)), 1_000));
    jest.advanceTimersByTime(1_000);
    expect(await late).toBeInstanceOf(TimeoutError);

    reject!(new Error('too late'));
    jest.useRealTimers();
    await new Promise((resolve) => setTimeout(resolve, 10));
    jest.useFakeTimers();

    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('withDeadline', () => {
  test('passes on a result and an error that come before the deadline', async () => {
    const caller = new AbortController();
    await expect(withDeadline(1_000, caller.signal, () => Promise.resolve(7))).resolves.toBe(7);
    const refused = withDeadline(1_000, undefined, () => Promise.reject(new Error('refused')));
    await expect(refused).rejects.toThrow('refused');
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('aborts the work at the deadline and throws what the work throws then', async () => {
    const late = failureOf(withDeadline(1_000, undefined, untilAborted));
    jest.advanceTimersByTime(999);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1);

    expect(await late).toEqual(new Error('aborted'));
  });

  test('aborts the work with its caller and throws the reason of the caller', async () => {
    const caller = new AbortController();
    const cancelled = failureOf(withDeadline(1_000, caller.signal, untilAborted));
    caller.abort(new Error('cancelled'));

    expect(await cancelled).toEqual(new Error('cancelled'));
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('starts nothing when the caller has aborted already', async () => {
    const run = jest.fn();
    const cancelled = withDeadline(1_000, AbortSignal.abort(new Error('cancelled')), run);

    await expect(cancelled).rejects.toThrow('cancelled');
    expect(run).not.toHaveBeenCalled();
  });
});
