import { MockActivityEnvironment } from '@temporalio/testing';
import { attempt } from '../../../src/activities/retry/attempt';
import type { AttemptState } from '../../../src/activities/retry/policy';

const BEFORE: AttemptState = {
  badInARow: 2,
  attempt: 3,
  withoutRequest: 1,
  retryAfterTotalMs: 0,
  spentMs: 40_000,
};

beforeEach(() =>
  jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'queueMicrotask', 'setImmediate'] }),
);

afterEach(() => jest.useRealTimers());

/** Run an attempt that lasts this long, after a failed attempt. Returns the details of its heartbeats. */
async function heartbeatsOf(lastsMs: number, heartbeatDetails?: AttemptState): Promise<unknown[]> {
  const environment = new MockActivityEnvironment({ attempt: 4, heartbeatDetails });
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const ended = environment.run(() => attempt(() => new Promise((resolve) => setTimeout(resolve, lastsMs))));
  await jest.advanceTimersByTimeAsync(lastsMs);
  await ended;
  await jest.advanceTimersByTimeAsync(60_000);
  return heartbeats;
}

test('a short attempt does not heartbeat', async () => {
  expect(await heartbeatsOf(2_900, BEFORE)).toEqual([]);
});

test('a long attempt heartbeats every three seconds until its end, and carries the state of the attempts before on', async () => {
  expect(await heartbeatsOf(10_000, BEFORE)).toEqual([BEFORE, BEFORE, BEFORE]);
  expect(await heartbeatsOf(4_000)).toEqual([undefined]);
});

test('an attempt counts the requests of the attempts before, without those that sent none', async () => {
  const environment = new MockActivityEnvironment({ attempt: 4, heartbeatDetails: BEFORE });

  expect(await environment.run(() => attempt(({ requests }) => Promise.resolve(requests)))).toBe(3);
});
