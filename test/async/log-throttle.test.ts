import { createLogThrottle } from '../../src/async/log-throttle';

test('a message is logged when it is new, and then once a minute with the number of suppressed ones', () => {
  const throttle = createLogThrottle();

  expect(throttle('ECONNREFUSED', 1_000)).toEqual({ suppressed: 0 });
  expect(throttle('ECONNREFUSED', 1_001)).toBeUndefined();
  expect(throttle('ECONNREFUSED', 60_999)).toBeUndefined();
  expect(throttle('ECONNREFUSED', 61_000)).toEqual({ suppressed: 2 });
  expect(throttle('ECONNREFUSED', 120_999)).toBeUndefined();
});

test('each key is throttled separately', () => {
  const throttle = createLogThrottle();
  throttle('ECONNREFUSED', 0);

  expect(throttle('57P01', 1)).toEqual({ suppressed: 0 });
  expect(throttle('ECONNREFUSED', 2)).toBeUndefined();
});

test('a message that comes back much later is logged again', () => {
  const throttle = createLogThrottle();
  throttle('ECONNREFUSED', 0);

  expect(throttle('ECONNREFUSED', 3_600_000)).toEqual({ suppressed: 0 });
});
