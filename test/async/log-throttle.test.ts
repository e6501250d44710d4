import { createOnceAMinute } from '../../src/async/log-throttle';

test('a fact is due when it is new, and then once a minute with the number of times it was kept back', () => {
  const takeDue = createOnceAMinute();

  expect(takeDue('ECONNREFUSED', 1_000)).toBe(0);
  expect(takeDue('ECONNREFUSED', 1_001)).toBeUndefined();
  expect(takeDue('ECONNREFUSED', 60_999)).toBeUndefined();
  expect(takeDue('ECONNREFUSED', 61_000)).toBe(2);
  expect(takeDue('ECONNREFUSED', 120_999)).toBeUndefined();
});

test('another fact is due at once, and does not touch the first', () => {
  const takeDue = createOnceAMinute();
  takeDue('ECONNREFUSED', 0);

  expect(takeDue('57P01', 1)).toBe(0);
  expect(takeDue('ECONNREFUSED', 2)).toBeUndefined();
});

test('a fact that comes back after long is due again', () => {
  const takeDue = createOnceAMinute();
  takeDue('ECONNREFUSED', 0);

  expect(takeDue('ECONNREFUSED', 3_600_000)).toBe(0);
});
