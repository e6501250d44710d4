import { createOutageClock } from '../../../src/activities/retry/outage';

const page = (number: number, runId = 'run') => ({ runId, requestKey: `page/${number}` });

const failedAttempt = (startedAtMs: number, endedAtMs: number, retryAfterMs?: number) => ({
  startedAtMs,
  endedAtMs,
  retryAfterMs,
});

test('an outage lasts from the start of the first failed attempt', () => {
  const clock = createOutageClock();
  clock.recordFailure(page(1), failedAttempt(1_000, 4_000));

  expect(clock.recordFailure(page(2), failedAttempt(3_000, 6_000))).toEqual({ lastedMs: 5_000, waitedMs: 0 });
  expect(clock.recordFailure(page(1), failedAttempt(6_000, 9_000))).toEqual({ lastedMs: 8_000, waitedMs: 0 });
});

test('one page that fails alone is no outage, however often', () => {
  const clock = createOutageClock();

  expect(clock.recordFailure(page(1), failedAttempt(0, 1_000))).toBeUndefined();
  expect(clock.recordFailure(page(1), failedAttempt(600_000, 601_000))).toBeUndefined();
});

test('a request that succeeds ends the outage', () => {
  const clock = createOutageClock();
  clock.recordFailure(page(1), failedAttempt(0, 1_000));
  clock.recordFailure(page(2), failedAttempt(0, 1_000));

  clock.recordSuccess();

  expect(clock.recordFailure(page(1), failedAttempt(5_000, 6_000))).toBeUndefined();
  expect(clock.recordFailure(page(2), failedAttempt(5_500, 7_000))).toMatchObject({ lastedMs: 2_000 });
});

test('the next run starts with an outage of its own', () => {
  const clock = createOutageClock();
  clock.recordFailure(page(1), failedAttempt(0, 1_000));
  clock.recordFailure(page(2), failedAttempt(0, 1_000));

  expect(clock.recordFailure(page(3, 'next'), failedAttempt(90_000, 91_000))).toBeUndefined();
  expect(clock.recordFailure(page(4, 'next'), failedAttempt(90_000, 92_000))).toMatchObject({
    lastedMs: 2_000,
  });
});

test('waits that the network asked for are summed up, and each moment of overlapping waits counts once', () => {
  const clock = createOutageClock();
  clock.recordFailure(page(1), failedAttempt(0, 1_000, 60_000));

  const second = clock.recordFailure(page(2), failedAttempt(0, 11_000, 50_000));
  const third = clock.recordFailure(page(3), failedAttempt(31_000, 31_000, 50_000));
  const fourth = clock.recordFailure(page(1), failedAttempt(100_000, 101_000, 5_000));

  expect(second).toEqual({ lastedMs: 11_000, waitedMs: 60_000 });
  expect(third).toEqual({ lastedMs: 31_000, waitedMs: 80_000 });
  expect(fourth).toEqual({ lastedMs: 101_000, waitedMs: 85_000 });
});
