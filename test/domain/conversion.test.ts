import { isConverting, priorityOf } from '../../src/domain/conversion';
import { OFFER_STATUSES } from '../../src/domain/offer';

const NOW = '2026-01-05T10:00:00.123456Z';

test('only an Active offer with a known conversion is converting', () => {
  for (const status of [...OFFER_STATUSES, null]) {
    expect(isConverting({ status, lastConversionAt: null })).toBe(false);
    expect(isConverting({ status, lastConversionAt: NOW })).toBe(status === 'Active');
  }
});

test.each([
  ['2026-01-05T09:59:00.000000Z', 'HIGH'],
  ['2026-01-04T10:00:00.123456Z', 'HIGH'],
  ['2026-01-04T10:00:00.122000Z', 'LOW'],
  ['2020-01-01T00:00:00Z', 'LOW'],
  ['2026-01-05T10:00:05Z', 'HIGH'],
  [null, 'LOW'],
])('a conversion at %s is %s', (at, priority) => {
  expect(priorityOf(at, NOW)).toBe(priority);
  expect(priorityOf(at === null ? null : new Date(at), new Date(NOW))).toBe(priority);
});
