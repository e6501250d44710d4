import { inspect } from 'node:util';
import { type ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { asFailure } from '../../../src/activities/retry/as-failure';
import { createOutageClock } from '../../../src/activities/retry/outage';
import type { AttemptState } from '../../../src/activities/retry/policy';
import { PermitTimeoutError } from '../../../src/async/semaphore';
import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamCooldownError,
  UpstreamTokenRefusedError,
} from '../../../src/upstream';

/** The failure that an error becomes, and the state that the attempt leaves in its heartbeat. */
async function translate(error: unknown, given: Partial<Parameters<typeof asFailure>[1]> = {}) {
  const info = { attempt: 1, before: undefined, startedAtMs: 0, endedAtMs: 0, jitter: 0, ...given };
  const environment = new MockActivityEnvironment();
  let state: AttemptState | undefined;
  environment.on('heartbeat', (details: AttemptState) => (state = details));
  const failure = await environment.run(() => Promise.resolve(asFailure(error, info)));
  return { failure: failure as ApplicationFailure, state };
}

test('an unknown error is reduced to its class name: no text, no cause, no stack of its own', async () => {
  class DriverError extends Error {}
  const secret = 'postgresql://user:hunter2@db';
  const { failure, state } = await translate(
    new DriverError(`cannot connect to ${secret}`, { cause: new Error(secret) }),
  );

  expect(failure).toMatchObject({
    type: 'DriverError',
    message: 'unexpected failure, see the worker log',
    nonRetryable: false,
    cause: undefined,
    details: [{ requests: 1, outcome: 'unexpected', isOutage: false }],
  });
  expect(inspect([failure, failure.stack, state], { depth: 9, showHidden: true })).not.toContain('hunter2');
});

test.each([
  ['an unreachable database', 'ECONNREFUSED', 'the database cannot be reached'],
  ['a database whose disk is full', '53100', 'the database has no room left'],
])('%s is named and retried', async (_name, code, message) => {
  const error = Object.assign(new Error('connect to 10.0.0.1:5432, file "base/5/16385"'), { code });

  expect((await translate(error)).failure).toMatchObject({ type: 'Error', message, nonRetryable: false });
});

test.each([['a text'], [undefined], [null], [{ password: 'hunter2' }]])(
  'a thrown value that is no error (%p) is named by its type',
  async (thrown) => {
    expect((await translate(thrown)).failure).toMatchObject({
      type: typeof thrown,
      message: 'unexpected failure, see the worker log',
    });
  },
);

test('a refused token is not retried', async () => {
  expect((await translate(new UpstreamTokenRefusedError())).failure).toMatchObject({
    type: 'UpstreamTokenRefusedError',
    message: 'the network refused the token',
    nonRetryable: true,
  });
});

test('the state passes from attempt to attempt by heartbeat, and the third broken answer is not retried', async () => {
  const broken = new UpstreamBrokenAnswerError('it is HTML, not JSON');
  const first = await translate(broken);
  const second = await translate(broken, { attempt: 2, before: first.state });
  const third = await translate(broken, { attempt: 3, before: second.state });

  expect([first, second, third].map(({ failure }) => failure.nonRetryable)).toEqual([false, false, true]);
  expect(third.failure).toMatchObject({
    type: 'UpstreamBrokenAnswerError',
    message: "the network's answer is broken: it is HTML, not JSON",
    details: [{ requests: 3, outcome: 'broken', isOutage: false }],
  });
  expect(third.state).toMatchObject({ attempt: 3, badInARow: 3 });
});

test('Retry-After becomes the delay of the next attempt, also during the cooldown', async () => {
  const first = await translate(new UpstreamBusyError(7_000), { jitter: 1 });
  const second = await translate(new UpstreamCooldownError(2_000), { attempt: 2, before: first.state });

  expect(first.failure).toMatchObject({ type: 'UpstreamBusyError', nextRetryDelay: 7_000 });
  expect(second.failure).toMatchObject({
    type: 'UpstreamCooldownError',
    nextRetryDelay: 3_000,
    details: [{ requests: 1, outcome: 'cooling_down', isOutage: false }],
  });
});

test('an attempt without a permit is retried, and is not counted as a request', async () => {
  const { failure } = await translate(new PermitTimeoutError(), { attempt: 2 });

  expect(failure).toMatchObject({
    message: 'all concurrent requests are waiting for their answers',
    type: 'PermitTimeoutError',
    nonRetryable: false,
    details: [{ requests: 1, outcome: 'no_permit', isOutage: false }],
  });
});

const budgetOf = (requestKey: string, outageClock = createOutageClock()) => ({
  retryForMs: 10_000,
  extraForWaitsMs: 0,
  request: { runId: 'run', requestKey },
  outageClock,
});

test('an activity out of its time budget is not retried', async () => {
  const given = { endedAtMs: 9_001, budget: budgetOf('page/1') };
  const { failure } = await translate(new UpstreamBusyError(undefined), given);

  expect(failure).toMatchObject({ nonRetryable: true, details: [{ isOutage: false }] });
});

test('when all requests have failed for the time budget, an activity gives up with its first failure', async () => {
  const clock = createOutageClock();
  const busy = new UpstreamBusyError(undefined);
  await translate(busy, { endedAtMs: 100, budget: budgetOf('page/1', clock) });

  const { failure } = await translate(busy, {
    startedAtMs: 8_990,
    endedAtMs: 9_001,
    budget: budgetOf('page/2', clock),
  });

  expect(failure).toMatchObject({ nonRetryable: true, details: [{ requests: 1, isOutage: true }] });
});

test('attempts that wait for a permit are no part of an outage', async () => {
  const clock = createOutageClock();
  await translate(new PermitTimeoutError(), { endedAtMs: 100, budget: budgetOf('page/1', clock) });

  const { failure } = await translate(new UpstreamBusyError(undefined), {
    startedAtMs: 8_990,
    endedAtMs: 9_001,
    budget: budgetOf('page/2', clock),
  });

  expect(failure.nonRetryable).toBe(false);
});

test('a cancellation passes through, and is no failed attempt', async () => {
  const cancelled = new CancelledFailure('CANCELLED');

  const { failure, state } = await translate(cancelled);

  expect(failure).toBe(cancelled);
  expect(state).toBeUndefined();
});
