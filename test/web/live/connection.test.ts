import { ApiProblem } from '../../../web/src/api/problem';
import { connect, type LiveStatus } from '../../../web/src/live/events/connection';
import type { Arrival, LiveMessage } from '../../../web/src/live/events/message';

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const ready: Arrival = {
  kind: 'message',
  id: undefined,
  message: { event: 'ready', data: { now: '2026-01-05T10:00:00.000Z', heartbeatSeconds: 15 } },
};
const watch = (id: string): Arrival => ({
  kind: 'message',
  id,
  message: { event: 'watch', data: { offerId: id, isWatched: true } },
});

const GAP: LiveMessage = { event: 'reset', data: { reason: 'unknown' } };

/** A connection whose streams a test controls. The first attempts to connect fail with `refusals`. */
function openConnection(page = { isHidden: false }, refusals: Error[] = []) {
  const opened: {
    lastId: string | undefined;
    push: (...arrivals: Arrival[]) => Promise<void>;
    end: (error?: Error) => Promise<void>;
  }[] = [];
  const messages: LiveMessage[] = [];
  const statuses: LiveStatus['kind'][] = [];
  let unauthorized = 0;
  const connection = connect({
    open(lastId, signal) {
      const refusal = refusals.shift();
      if (refusal !== undefined) return Promise.reject(refusal);
      let controller!: ReadableStreamDefaultController<Arrival>;
      const stream = new ReadableStream<Arrival>({ start: (own) => void (controller = own) });
      signal.addEventListener('abort', () => controller.error(new Error('aborted')));
      opened.push({
        lastId,
        async push(...arrivals) {
          for (const arrival of arrivals) controller.enqueue(arrival);
          await jest.advanceTimersByTimeAsync(0);
        },
        async end(error) {
          if (error === undefined) controller.close();
          else controller.error(error);
          await jest.advanceTimersByTimeAsync(0);
        },
      });
      return Promise.resolve(stream as unknown as AsyncIterable<Arrival>);
    },
    onMessage: (message, isGap) => messages.push(...(isGap ? [message, GAP] : [message])),
    onStatus: ({ kind }) => statuses.push(kind),
    onUnauthorized: () => (unauthorized += 1),
    now: () => Date.now(),
    isHidden: () => page.isHidden,
  });
  return {
    ...connection,
    opened,
    messages,
    statuses,
    refusals,
    get unauthorized() {
      return unauthorized;
    },
  };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

test('connects again after the last id, when the API said', async () => {
  const connection = openConnection();
  await settle();
  await connection.opened[0]!.push({ kind: 'retry', afterMs: 2_000 }, ready, watch('1'), watch('2'));
  await connection.opened[0]!.end();
  expect(connection.statuses).toEqual(['connecting', 'live', 'lost']);
  await jest.advanceTimersByTimeAsync(1_400);
  expect(connection.opened).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1_200);
  expect(connection.opened.map(({ lastId }) => lastId)).toEqual([undefined, '2']);
  await connection.opened[1]!.push(ready, watch('3'));
  expect(
    connection.messages.flatMap((message) => (message.event === 'watch' ? message.data.offerId : [])),
  ).toEqual(['1', '2', '3']);
  expect(connection.statuses.at(-1)).toBe('live');
  connection.close();
});

test.each([0, 0.999])(
  'waits longer after each failure, at most about half a minute, and as long as the API asks (chance %d)',
  async (chance) => {
    jest.spyOn(Math, 'random').mockReturnValue(chance);
    const refusals = Array.from({ length: 8 }, () => new ApiProblem('unreachable', undefined, ''));
    const connection = openConnection(undefined, refusals);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(connection.refusals.length).toBeGreaterThanOrEqual(2);
    await jest.advanceTimersByTimeAsync(150_000);
    expect(connection.refusals).toEqual([]);
    await jest.advanceTimersByTimeAsync(38_000);
    connection.refusals.push(new ApiProblem('failed', 503, 'Too many clients.', 90_000));
    connection.reconnect();
    await settle();
    const before = connection.opened.length;
    await jest.advanceTimersByTimeAsync(80_000);
    expect(connection.opened).toHaveLength(before);
    await jest.advanceTimersByTimeAsync(11_000);
    expect(connection.opened).toHaveLength(before + 1);
    connection.close();
  },
);

test('a stream that is silent for longer than two heartbeats is dropped', async () => {
  const connection = openConnection();
  await settle();
  await connection.opened[0]!.push(ready);
  for (let beat = 0; beat < 5; beat += 1) {
    await jest.advanceTimersByTimeAsync(15_000);
    await connection.opened[0]!.push({ kind: 'sign-of-life' });
  }
  expect(connection.statuses.at(-1)).toBe('live');
  await jest.advanceTimersByTimeAsync(38_000);
  expect(connection.statuses).toContain('lost');
  connection.close();
});

test('a session that ended is said once per try, and an id that the API does not know is dropped', async () => {
  const connection = openConnection();
  await settle();
  await connection.opened[0]!.push(ready, watch('1'));
  connection.refusals.push(new ApiProblem('unauthorized', 401, ''), new ApiProblem('refused', 400, ''));
  await connection.opened[0]!.end(new Error('broken'));
  await jest.advanceTimersByTimeAsync(60_000);
  expect(connection.unauthorized).toBe(1);
  expect(connection.opened[1]!.lastId).toBeUndefined();
  await connection.opened[1]!.push({ ...ready, id: '9' });
  expect(connection.messages.at(-1)).toBe(GAP);
  connection.close();
});

test('a hidden page ends its stream, fetches what it missed once a minute, and goes on when it is shown', async () => {
  const page = { isHidden: false };
  const connection = openConnection(page);
  await settle();
  await connection.opened[0]!.push(ready, watch('1'));
  page.isHidden = true;
  connection.hide();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(connection.opened).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(connection.opened.map(({ lastId }) => lastId)).toEqual([undefined, '1']);
  await connection.opened[1]!.push(ready, watch('2'));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(connection.opened).toHaveLength(2);
  page.isHidden = false;
  connection.wake();
  await settle();
  expect(connection.opened.map(({ lastId }) => lastId)).toEqual([undefined, '1', '2']);
  await jest.advanceTimersByTimeAsync(10_000);
  await connection.opened[2]!.push(ready);
  expect(connection.statuses.at(-1)).toBe('live');
  connection.close();
});
