import type { Affected } from '../../../web/src/live/affected';
import { createRefresher } from '../../../web/src/live/refresher';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const runs = { keys: ['runs'], offerIds: new Set<string>() };
const offers = { keys: ['offers'], offerIds: new Set(['10']) };

test('a single event is shown within a second', () => {
  const refresh = jest.fn();
  createRefresher(refresh, () => 1).add(runs);
  jest.advanceTimersByTime(1_000);
  expect(refresh.mock.calls).toEqual([[runs]]);
});

test('10,000 events within 30 seconds cause few refreshes, and the last event is not left out', () => {
  const refresh = jest.fn();
  const { add } = createRefresher(refresh, () => 1);
  for (let event = 0; event < 10_000; event += 1) {
    add(event === 9_999 ? runs : offers);
    jest.advanceTimersByTime(3);
  }
  jest.advanceTimersByTime(8_000);
  expect(refresh.mock.calls.length).toBeLessThanOrEqual(6);
  const [last] = refresh.mock.lastCall as [Affected];
  expect(last.keys).toContain('runs');
});

test('after a quiet time, an event is shown within a second again', () => {
  const refresh = jest.fn();
  const { add } = createRefresher(refresh, () => 1);
  for (let second = 0; second < 20; second += 1) {
    add(offers);
    jest.advanceTimersByTime(1_000);
  }
  jest.advanceTimersByTime(20_000);
  refresh.mockClear();
  add(runs);
  jest.advanceTimersByTime(1_000);
  expect(refresh.mock.calls).toEqual([[runs]]);
});

test('events that affect nothing cause no refresh, and a reset refreshes everything', () => {
  const refresh = jest.fn();
  const { add, stop } = createRefresher(refresh, () => 1);
  add({ keys: [], offerIds: new Set() });
  jest.advanceTimersByTime(10_000);
  expect(refresh).not.toHaveBeenCalled();
  add(runs);
  add(undefined);
  jest.advanceTimersByTime(1_000);
  expect(refresh.mock.calls).toEqual([[undefined]]);
  add(runs);
  stop();
  jest.advanceTimersByTime(10_000);
  expect(refresh).toHaveBeenCalledTimes(1);
});
