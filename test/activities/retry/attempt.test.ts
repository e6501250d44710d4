import { MockActivityEnvironment } from '@temporalio/testing';
import { attempt } from '../../../src/activities/retry/attempt';
import { createOutageClock } from '../../../src/activities/retry/outage';
import type { AttemptState } from '../../../src/activities/retry/policy';
import { UpstreamBrokenAnswerError } from '../../../src/upstream';

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

test('a failed request is logged with its key, its attempt, and until when it is retried', async () => {
  const records: object[] = [];
  const environment = new MockActivityEnvironment({ attempt: 4, heartbeatDetails: BEFORE });
  const { log } = environment.context;
  jest.spyOn(log, 'warn').mockImplementation((_message, attributes = {}) => records.push(attributes));
  const budget = {
    retryForMs: 100_000,
    extraForWaitsMs: 0,
    request: { runId: 'run', requestKey: 'page/7' },
    outageClock: createOutageClock(),
  };
  const failing = environment.run(() =>
    attempt(() => Promise.reject(new UpstreamBrokenAnswerError('for this test')), budget),
  );
  await expect(failing).rejects.toThrow();

  expect(records).toEqual([
    expect.objectContaining({
      request: 'page/7',
      attempt: 3,
      reason: "the network's answer is broken: for this test",
    }),
  ]);
  // 40 of its 100 seconds are spent.
  const { retryUntil } = records[0] as { retryUntil: string };
  expect(Date.parse(retryUntil) - Date.now()).toBeGreaterThan(58_000);
  expect(Date.parse(retryUntil) - Date.now()).toBeLessThanOrEqual(60_000);
});

test('a database that does not answer is named in the log, also if the error has no code', async () => {
  const environment = new MockActivityEnvironment();
  const warn = jest.spyOn(environment.context.log, 'warn').mockReturnValue(undefined);
  const silent = new Error('timeout exceeded when trying to connect');

  await expect(environment.run(() => attempt(() => Promise.reject(silent)))).rejects.toThrow();

  expect(warn).toHaveBeenCalledWith(
    'attempt failed',
    expect.objectContaining({ errorClass: 'Error', reason: 'the database cannot be reached' }),
  );
});
