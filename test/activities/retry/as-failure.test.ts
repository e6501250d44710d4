import { inspect } from 'node:util';
import { type ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { NoLaneError } from '../../../src/activities/lanes';
import { asFailure, type AttemptNotes, backoffMs } from '../../../src/activities/retry/as-failure';
import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamQuietError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
} from '../../../src/upstream/errors';

interface Attempt {
  attempt?: number;
  notes?: AttemptNotes | undefined;
  jitter?: number;
  elapsedMs?: number;
  retryForMs?: number;
}

/** What becomes of an error, and what the attempt leaves in its heartbeat. */
async function tell(error: unknown, given: Attempt = {}) {
  const info = { attempt: 1, notes: undefined, jitter: 0, elapsedMs: 0, retryForMs: undefined, ...given };
  const environment = new MockActivityEnvironment();
  let left: AttemptNotes | undefined;
  environment.on('heartbeat', (details: AttemptNotes) => (left = details));
  const failure = await environment.run(() => Promise.resolve(asFailure(error, info)));
  return { failure: failure as ApplicationFailure, left };
}

const broken = () => new UpstreamBrokenAnswerError('it is HTML, not JSON');

test('an error that nobody planned is named by its class alone: no text, no cause, no stack of its own', async () => {
  class DriverError extends Error {}
  const secret = 'postgresql://user:hunter2@db';
  const { failure, left } = await tell(
    new DriverError(`cannot connect to ${secret}`, { cause: new Error(secret) }),
  );

  expect(failure).toMatchObject({
    type: 'DriverError',
    message: 'unexpected failure, see the worker log',
    nonRetryable: false,
    cause: undefined,
    details: [{ attempt: 1 }],
  });
  expect(inspect([failure, failure.stack, left], { depth: 9, showHidden: true })).not.toContain('hunter2');
});

test('a database that is away is called that', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });

  const { failure } = await tell(refused);

  expect(failure).toMatchObject({
    type: 'Error',
    message: 'the database cannot be reached',
    nonRetryable: false,
  });
});

test('a database whose disk is full is called that, and tried again', async () => {
  const full = Object.assign(new Error('could not extend file "base/5/16385"'), { code: '53100' });

  expect((await tell(full)).failure).toMatchObject({
    message: 'the database has no room left',
    nonRetryable: false,
  });
});

test.each([['a text'], [undefined], [null], [{ password: 'hunter2' }]])(
  'what was thrown and is no error (%p) is named by its type',
  async (thrown) => {
    expect((await tell(thrown)).failure).toMatchObject({
      type: typeof thrown,
      message: 'unexpected failure, see the worker log',
    });
  },
);

test('a refused token is final at once', async () => {
  expect((await tell(new UpstreamTokenRefusedError())).failure).toMatchObject({
    type: 'UpstreamTokenRefusedError',
    message: 'the network refused the token',
    nonRetryable: true,
  });
});

test('a broken answer and a refused one count together, and the third in a row is final', async () => {
  const first = await tell(broken());
  const second = await tell(new UpstreamRejectedError('success is false'), { attempt: 2, notes: first.left });
  const third = await tell(broken(), { attempt: 3, notes: second.left });

  expect([first, second, third].map(({ failure }) => failure.nonRetryable)).toEqual([false, false, true]);
  expect(third.failure).toMatchObject({
    type: 'UpstreamBrokenAnswerError',
    message: "the network's answer is broken: it is HTML, not JSON",
    details: [{ attempt: 3 }],
  });
});

test('any other failure in between begins the count anew', async () => {
  const second = await tell(broken(), { notes: (await tell(broken())).left });
  const interrupted = await tell(new UpstreamUnreachableError('HTTP 500'), { notes: second.left });

  expect(interrupted.left?.brokenInARow).toBe(0);
  expect((await tell(broken(), { notes: interrupted.left })).failure.nonRetryable).toBe(false);
});

test('an attempt leaves its number and what it met to the run, should no other attempt end', async () => {
  const { left } = await tell(new UpstreamUnreachableError('timeout after 30 s'), {
    attempt: 4,
    elapsedMs: 70_000,
  });

  expect(left).toEqual({
    brokenInARow: 0,
    attempt: 4,
    unasked: 0,
    toldMs: 0,
    spentMs: 70_000,
    endedAtMs: 70_000,
    said: 'the network could not be reached (timeout after 30 s)',
  });
});

test('a busy network is asked again after the time it named, whatever the attempt', async () => {
  for (const attempt of [1, 9]) {
    const { failure } = await tell(new UpstreamBusyError(7_000), { attempt, jitter: 1 });
    expect(failure).toMatchObject({ type: 'UpstreamBusyError', nextRetryDelay: 7_000 });
  }
});

test('those whom the network told the same time come back one by one, and none before it', async () => {
  const delays = await Promise.all(
    [0, 0.25, 0.5, 0.75, 1].map(async (jitter) => {
      const { failure } = await tell(new UpstreamBusyError(7_000), { jitter });
      return failure.nextRetryDelay;
    }),
  );

  expect(delays).toEqual([8_000, 7_750, 7_500, 7_250, 7_000]);
});

test('an attempt that asked nothing, since the network wanted quiet, is not counted as one', async () => {
  const first = await tell(new UpstreamBusyError(3_000));
  const second = await tell(new UpstreamQuietError(2_000), { attempt: 2, notes: first.left });
  const third = await tell(new UpstreamUnreachableError('HTTP 500'), { attempt: 3, notes: second.left });

  expect([first, second, third].map(({ failure }) => failure.details)).toEqual([
    [{ attempt: 1 }],
    [{ attempt: 1 }],
    [{ attempt: 2 }],
  ]);
  expect(third.left).toMatchObject({ unasked: 1, toldMs: 5_000 });
  expect(second.failure).toMatchObject({ type: 'UpstreamQuietError', nextRetryDelay: 3_000 });
});

test('an attempt that found no free lane is not counted as one either', async () => {
  const first = await tell(broken());
  const second = await tell(new NoLaneError('no lane became free'), { attempt: 2, notes: first.left });

  expect(second.left).toMatchObject({ unasked: 1, toldMs: 0, brokenInARow: 1 });
  expect(second.failure).toMatchObject({
    message: 'all requests that may be open at once wait for their answers',
    type: 'NoLaneError',
    nonRetryable: false,
    details: [{ attempt: 1 }],
  });
});

test('the wait for a lane is short each time, and makes no wait after a failure longer', async () => {
  const notes = {
    brokenInARow: 0,
    attempt: 5,
    unasked: 5,
    toldMs: 0,
    spentMs: 0,
    endedAtMs: 0,
    said: '',
  };
  const stillFull = await tell(new NoLaneError('no lane became free'), { attempt: 6, notes, jitter: 0 });
  const failed = await tell(new UpstreamUnreachableError('HTTP 500'), { attempt: 7, notes, jitter: 0 });

  expect(stillFull.failure.nextRetryDelay).toBe(1_000);
  expect(failed.failure.nextRetryDelay).toBe(2_000);
});

test('an activity gives up when the next attempt would begin after its time', async () => {
  const unreachable = new UpstreamUnreachableError('HTTP 500');
  const isGivenUp = async (elapsedMs: number) =>
    (await tell(unreachable, { elapsedMs, retryForMs: 10_000 })).failure.nonRetryable;

  expect(await isGivenUp(9_000)).toBe(false);
  expect(await isGivenUp(9_001)).toBe(true);
});

test('waits that the network asked for do not use up the time of an activity', async () => {
  const busy = new UpstreamBusyError(600_000);
  const first = await tell(busy, { elapsedMs: 9_000, retryForMs: 10_000 });
  const later = { attempt: 2, notes: first.left, retryForMs: 10_000 };

  expect(first.failure.nonRetryable).toBe(false);
  expect((await tell(busy, { ...later, elapsedMs: 609_000 })).failure.nonRetryable).toBe(false);
  const unreachable = new UpstreamUnreachableError('HTTP 500');
  expect((await tell(unreachable, { ...later, elapsedMs: 608_000 })).failure.nonRetryable).toBe(false);
  expect((await tell(unreachable, { ...later, elapsedMs: 608_001 })).failure.nonRetryable).toBe(true);
});

test('waits for a lane do not use up the time of an activity either: what has asked nothing has not failed', async () => {
  const noLane = new NoLaneError('no lane became free');
  const retryForMs = 10_000;
  const first = await tell(noLane, { elapsedMs: 700_000, retryForMs });
  const second = await tell(noLane, { attempt: 2, notes: first.left, elapsedMs: 900_000, retryForMs });
  const unreachable = new UpstreamUnreachableError('HTTP 500');
  const isGivenUp = async (elapsedMs: number) => {
    const { failure } = await tell(unreachable, { attempt: 3, notes: second.left, elapsedMs, retryForMs });
    return failure.nonRetryable;
  };

  expect([first.failure.nonRetryable, second.failure.nonRetryable]).toEqual([false, false]);
  expect(await isGivenUp(909_000)).toBe(false);
  expect(await isGivenUp(909_001)).toBe(true);
});

test('a busy network that names no time, or none to speak of, is not asked again at once', async () => {
  expect((await tell(new UpstreamBusyError(undefined), { attempt: 3 })).failure.nextRetryDelay).toBe(4_000);
  expect((await tell(new UpstreamBusyError(0), { attempt: 3 })).failure.nextRetryDelay).toBe(1_000);
  expect((await tell(new UpstreamBusyError(0), { jitter: 1 })).failure.nextRetryDelay).toBe(500);
});

test('a cancellation goes through as it is, and is no attempt that failed', async () => {
  const cancelled = new CancelledFailure('CANCELLED');

  const { failure, left } = await tell(cancelled);

  expect(failure).toBe(cancelled);
  expect(left).toBeUndefined();
});

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [5, 16_000],
  [6, 30_000],
  [7, 30_000],
  [1_000_000, 30_000],
])('after attempt %d the wait is %d ms at most, and half of it at least', (attempt, longest) => {
  expect(backoffMs(attempt, 0)).toBe(longest);
  expect(backoffMs(attempt, 1)).toBe(longest / 2);
  expect(backoffMs(attempt, 0.5)).toBe(longest * 0.75);
});
