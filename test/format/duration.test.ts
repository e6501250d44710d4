import { formatAge, formatDuration, formatElapsed, parseDuration } from '../../src/format/duration';

test.each([
  [120_000, '2m'],
  [90_000, '90s'],
  [3_600_000, '1h'],
  [5_400_000, '90m'],
  [86_400_000, '1d'],
  [129_600_000, '36h'],
  [1_500, '1500ms'],
])('%i ms is formatted as %s, and parsed back', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
  expect(parseDuration(text)).toBe(durationMs);
});

test('zero is formatted in ms', () => {
  expect(formatDuration(0)).toBe('0ms');
});

test.each([
  ['1.5h', 5_400_000],
  ['0.5s', 500],
  ['0m', undefined],
  ['0.00d', undefined],
  ['often', undefined],
  ['2', undefined],
  ['2 m', undefined],
  ['-2m', undefined],
  ['2m30s', undefined],
  ['2w', undefined],
  ['', undefined],
])('%j is parsed as %p', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

test('an elapsed time has a decimal below ten seconds', () => {
  expect([0, 400, 9_949, 9_950, 59_400, 61_000].map(formatElapsed)).toEqual([
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 1 s',
  ]);
});

test('an age has its two largest units', () => {
  const ages = [-5_000, 0, 59_900, 60_000, 185_000, 7_199_000, 7_200_000, 86_400_000, 100_800_000];
  expect(ages.map(formatAge)).toEqual([
    '0 s',
    '0 s',
    '59 s',
    '1 min',
    '3 min 5 s',
    '1 h 59 min',
    '2 h',
    '1 d',
    '1 d 4 h',
  ]);
});
