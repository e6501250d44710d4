import { type AttemptInfo, backoffMs, nextAttempt, type Outcome } from '../../../src/activities/retry/policy';
import { HEARTBEAT_TIMEOUT_MS } from '../../../src/domain/run-times';

interface Given extends Partial<AttemptInfo> {
  retryAfterMs?: number;
}

/** The decision after an attempt that ended with the outcome. */
function after(outcome: Outcome, { retryAfterMs, ...given }: Given = {}) {
  const info = { attempt: 1, before: undefined, tookMs: 0, jitter: 0, ...given };
  return nextAttempt(info, { outcome, retryAfterMs });
}

test('a refused token is final at once', () => {
  expect(after('token_refused').giveUp).toBe('failed');
});

test.each(['unreachable', 'busy', 'database_unavailable', 'database_full', 'unexpected'] as const)(
  'after %s the activity is attempted again',
  (outcome) => {
    expect(after(outcome, { attempt: 100 }).giveUp).toBeUndefined();
  },
);

test('broken and rejected answers count together, and the third in a row is final', () => {
  const first = after('broken');
  const second = after('rejected', { attempt: 2, before: first.state });
  const third = after('broken', { attempt: 3, before: second.state });

  expect([first, second, third].map(({ giveUp }) => giveUp)).toEqual([undefined, undefined, 'failed']);
  expect(third.requests).toBe(3);
});

test('any other failure in between restarts the count of bad answers', () => {
  const second = after('broken', { before: after('broken').state });
  const interrupted = after('unreachable', { before: second.state });

  expect(interrupted.state.badInARow).toBe(0);
  expect(after('broken', { before: interrupted.state }).giveUp).toBeUndefined();
});

test('the state for the next attempt holds the time spent: on the attempt, and on the delay after it', () => {
  const before = after('unreachable', { tookMs: 2_000 }).state;

  expect(after('unreachable', { attempt: 2, before, tookMs: 500 }).state).toEqual({
    badInARow: 0,
    attempt: 2,
    withoutRequest: 0,
    retryAfterTotalMs: 0,
    spentMs: 2_000 + 1_000 + 500 + 2_000,
  });
});

test('the wait that a busy network names is kept, whatever the attempt', () => {
  for (const attempt of [1, 9]) {
    expect(after('busy', { attempt, retryAfterMs: 7_000, jitter: 1 }).delayMs).toBe(7_000);
  }
});

test('equal waits named by the network are spread over a second, and none is shortened', () => {
  const delays = [0, 0.25, 0.5, 0.75, 1].map(
    (jitter) => after('busy', { retryAfterMs: 7_000, jitter }).delayMs,
  );

  expect(delays).toEqual([8_000, 7_750, 7_500, 7_250, 7_000]);
});

test('an attempt during a cooldown is not counted as a request', () => {
  const first = after('busy', { retryAfterMs: 3_000 });
  const second = after('cooling_down', { attempt: 2, before: first.state, retryAfterMs: 2_000 });
  const third = after('unreachable', { attempt: 3, before: second.state });

  expect([first, second, third].map(({ requests }) => requests)).toEqual([1, 1, 2]);
  expect(third.state).toMatchObject({ withoutRequest: 1, retryAfterTotalMs: 5_000 });
  expect(second.delayMs).toBe(3_000);
});

test('an attempt without a permit is not counted as a request, and keeps the count of bad answers', () => {
  const second = after('no_permit', { attempt: 2, before: after('broken').state });

  expect(second.state).toMatchObject({ withoutRequest: 1, retryAfterTotalMs: 0, badInARow: 1 });
  expect(second).toMatchObject({ requests: 1, giveUp: undefined });
});

test('the delay after a missing permit is short each time, and does not lengthen the delay after a failure', () => {
  const before = { ...after('no_permit').state, attempt: 5, withoutRequest: 5 };

  expect(after('no_permit', { attempt: 6, before }).delayMs).toBe(1_000);
  expect(after('unreachable', { attempt: 7, before }).delayMs).toBe(2_000);
});

test('an attempt on the wrong mirror costs nothing, and a worker of the right one may take the next at once', () => {
  const hours = { ...after('wrong_mirror').state, attempt: 5_000, withoutRequest: 5_000 };
  const next = after('wrong_mirror', {
    attempt: 5_001,
    before: hours,
    tookMs: 700_000,
    budget: { retryForMs: 1_000, extraForWaitsMs: 0 },
  });

  expect(next).toMatchObject({ requests: 0, delayMs: 1_000, giveUp: undefined });
});

test('a clock that is behind is waited for a few times, and then the activity fails', () => {
  let before = after('clock_behind').state;
  for (const attempt of [2, 3, 4]) {
    const next = after('clock_behind', { attempt, before });
    expect(next).toMatchObject({ requests: 0, delayMs: 5_000, giveUp: undefined });
    before = next.state;
  }
  expect(after('clock_behind', { attempt: 5, before }).giveUp).toBe('failed');
});

test('an answer that was too old when it was saved counts as a request', () => {
  expect(after('too_old')).toMatchObject({ requests: 1, giveUp: undefined });
});

const budget = { retryForMs: 10_000, extraForWaitsMs: 60_000 };

test('an activity gives up when the next attempt would start after its time budget', () => {
  const giveUpAfter = (tookMs: number) => after('unreachable', { tookMs, budget }).giveUp;

  expect(giveUpAfter(9_000)).toBeUndefined();
  expect(giveUpAfter(9_001)).toBe('out_of_time');
});

test('the time between two attempts is not charged: the next one may wait for a worker or for the rate limit', () => {
  // Nothing of the policy depends on when the attempts took place.
  const first = after('unreachable', { tookMs: 4_000, budget });

  expect(
    after('unreachable', { attempt: 2, before: first.state, tookMs: 3_000, budget }).giveUp,
  ).toBeUndefined();
  expect(after('unreachable', { attempt: 2, before: first.state, tookMs: 3_001, budget }).giveUp).toBe(
    'out_of_time',
  );
});

test('an attempt whose worker was lost is charged with the heartbeat timeout', () => {
  const first = after('unreachable', { budget });
  const { state } = after('unreachable', { attempt: 4, before: first.state, budget });

  expect(state.spentMs).toBe(1_000 + 2 * HEARTBEAT_TIMEOUT_MS + 8_000);
  expect(after('unreachable', { attempt: 3, budget }).giveUp).toBe('out_of_time');
});

test('waits that the network asked for extend the time budget, up to a limit', () => {
  const first = after('busy', { retryAfterMs: 60_000, budget, tookMs: 9_000, jitter: 1 });
  const later = { attempt: 2, before: first.state, budget, jitter: 1 };

  expect(first.giveUp).toBeUndefined();
  expect(after('unreachable', { ...later, tookMs: 0 }).giveUp).toBeUndefined();
  expect(after('unreachable', { ...later, tookMs: 1 }).giveUp).toBe('out_of_time');
  expect(after('busy', { ...later, retryAfterMs: 600 }).giveUp).toBeUndefined();
  expect(after('busy', { ...later, retryAfterMs: 1_001 }).giveUp).toBe('out_of_time');
});

test('a batch of HIGH does not wait longer than its time budget for the network', () => {
  const ofBatch = { retryForMs: 10_000, extraForWaitsMs: 0 };

  expect(after('busy', { retryAfterMs: 10_000, budget: ofBatch, jitter: 1 }).giveUp).toBeUndefined();
  expect(after('busy', { retryAfterMs: 10_001, budget: ofBatch, jitter: 1 }).giveUp).toBe('out_of_time');
});

test('waits for a permit are not charged to the time budget', () => {
  const first = after('no_permit', { tookMs: 700_000, budget });
  const second = after('no_permit', { attempt: 2, before: first.state, tookMs: 200_000, budget });
  const giveUpAfter = (tookMs: number) =>
    after('unreachable', { attempt: 3, before: second.state, tookMs, budget }).giveUp;

  expect([first.giveUp, second.giveUp]).toEqual([undefined, undefined]);
  expect(giveUpAfter(9_000)).toBeUndefined();
  expect(giveUpAfter(9_001)).toBe('out_of_time');
});

test('in an outage an activity gives up with the others, also with its first failure', () => {
  const giveUpIn = (lastedMs: number, waitedMs = 0) =>
    after('unreachable', { budget, outage: { lastedMs, waitedMs } }).giveUp;

  expect(giveUpIn(9_000)).toBeUndefined();
  expect(giveUpIn(9_001)).toBe('outage');
  expect(giveUpIn(69_000, 60_000)).toBeUndefined();
  expect(giveUpIn(69_001, 60_000)).toBe('outage');
  expect(giveUpIn(69_001, 70_000)).toBe('outage');
});

test('bad answers alone are an outage too, if no request succeeds for as long', () => {
  const before = { ...after('broken').state, badInARow: 2 };

  expect(
    after('broken', { attempt: 2, before, budget, outage: { lastedMs: 20_000, waitedMs: 0 } }).giveUp,
  ).toBe('outage');
  expect(
    after('broken', { attempt: 2, before, budget, outage: { lastedMs: 2_000, waitedMs: 0 } }).giveUp,
  ).toBe('failed');
});

test('an activity without a time budget never gives up in an outage, nor while it waits for a permit', () => {
  const outage = { lastedMs: 700_000, waitedMs: 0 };

  expect(after('database_unavailable', { outage }).giveUp).toBeUndefined();
  expect(after('no_permit', { outage, budget }).giveUp).toBeUndefined();
});

test('a busy network that names no wait, or a very short one, is not asked again at once', () => {
  expect(after('busy', { attempt: 3 }).delayMs).toBe(4_000);
  expect(after('busy', { retryAfterMs: 0 }).delayMs).toBe(1_000);
  expect(after('busy', { retryAfterMs: 0, jitter: 1 }).delayMs).toBe(500);
});

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [5, 16_000],
  [6, 30_000],
  [7, 30_000],
  [1_000_000, 30_000],
])('after request %d the delay is at most %d ms, and at least half of it', (request, longest) => {
  expect(backoffMs(request, 0)).toBe(longest);
  expect(backoffMs(request, 1)).toBe(longest / 2);
  expect(backoffMs(request, 0.5)).toBe(longest * 0.75);
});
