import {
  countByDay,
  countByHour,
  longestOf,
  sawTooth,
  silencesBetween,
  timesOf,
} from '../../../web/src/views/offer/rhythm/series';

const at = (text: string) => Date.parse(`2026-01-0${text}Z`);
const hour = (text: string, minutes: number[], seen = Math.max(1, minutes.length)) => ({
  hour: `2026-01-0${text}:00:00.000000Z`,
  seen,
  minutes,
});

const CONVERSIONS = {
  from: '2026-01-05T10:00:00.000000Z',
  hours: [hour('5T10', [0, 30]), hour('5T13', [], 2), hour('6T09', [15])],
};

test('each hour has its conversions, and those outside are left out', () => {
  const counts = countByHour(CONVERSIONS, 20);
  expect(counts).toHaveLength(20);
  expect(counts.flatMap((count, index) => (count === 0 ? [] : [[index, count]]))).toEqual([
    [0, 2],
    [3, 2],
  ]);
});

test('a conversion is at the end of its minute, or of its hour if the minute is not known, and never in the future', () => {
  const now = at('6T09:15:20');
  expect(timesOf(CONVERSIONS, now)).toEqual([at('5T10:01:00'), at('5T10:31:00'), at('5T14:00:00'), now]);
});

test('the silences lie between the conversions, and the last one lasts', () => {
  const silences = silencesBetween([10, 40, 50], 130);
  expect(silences).toEqual([
    { from: 10, until: 40, isOver: true },
    { from: 40, until: 50, isOver: true },
    { from: 50, until: 130, isOver: false },
  ]);
  expect(longestOf(silences)).toEqual({ from: 50, until: 130, isOver: false });
  expect(longestOf(silencesBetween([], 130))).toBeUndefined();
});

test('the age rises from each conversion, and falls to zero with the next one', () => {
  const path = sawTooth(silencesBetween([100, 150], 200), { from: 0, until: 200, width: 100, height: 20 });
  expect(path).toBe('M50 20L75 0V20M75 20L100 0V20');
});

test('the days have the conversions of their hours', () => {
  const days = countByDay([1, 2, 0, 4], '2026-01-05T22:00:00Z', (time) => time.toISOString().slice(0, 10));
  expect(days).toEqual([
    ['2026-01-05', 3],
    ['2026-01-06', 4],
  ]);
});
