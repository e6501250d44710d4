import { formatDuration } from '../../src/format/duration';

test.each([
  [120_000, '2m'],
  [90_000, '90s'],
  [3_600_000, '1h'],
  [5_400_000, '90m'],
  [86_400_000, '1d'],
  [129_600_000, '36h'],
  [1_500, '1500ms'],
  [0, '0ms'],
])('%i milliseconds are spelt %s', (durationMs, spelt) => {
  expect(formatDuration(durationMs)).toBe(spelt);
});
