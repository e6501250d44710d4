import { observe, readIntervals, second, stated } from '../observe-ages';
import { useTestStore } from '../test-store';

const context = useTestStore('all');
beforeEach(() => context.pool.query('DELETE FROM offers'));

const DAY = 86_400;

/**
 * Ages of one offer, each after the seconds since 10:00 at which it is observed; then the interval, and how many changes
 * were seen.
 */
test.each<[string, string, [number, number] | null, number]>([
  ['the age is a moment in an interval', '0 4min', [-300, -240], 0],
  ['an older age repeats the conversion', '0 4min, 120 6min, 240 8min', [-300, -240], 0],
  ['fine words narrow it, later coarse ones do not widen it', '0 1h, 90 1h1m, 150 1h', [-3630, -3600], 0],
  ['a coarse word stays in place', '0 2h, 2700 2h, 3540 2h', [-7260, -7200], 0],
  ['a younger age is a new conversion', '0 4min, 120 0min', [60, 120], 1],
  ['as old as before, after longer than that', '0 3min, 240 3min', [0, 60], 1],
  ['older than before, but disjoint', '0 0min, 360 4min', [60, 120], 1],
  ['new, and since the previous observation', '0 4min, 30 0min', [0, 30], 1],
  ['possibly new: the interval widens, nothing is counted', '0 0min, 119 1min', [-1, 59], 0],
  [
    'it cannot be new, since the previous observation would have shown it',
    '-90 0min, 0 1min, 120 2min',
    [-120, -60],
    0,
  ],
  ['a slow answer is no new conversion', '0 5min, 120 6min', [-360, -300], 0],
  ['reported late', '0 6h1min, 120 12min', [-660, -600], 1],
  ['taken back by the network', '0 1min, 120 3h', [-14280, -10680], 1],
  ['a little older than it can be', '0 1min, 120 4min', [-120, -60], 0],
  ['a few seconds older than it can be', '0 10s, 20 45s', [-11, -10], 0],
  ['in weeks, more than a day older', '0 4d, 120 1w', [120 - 14 * DAY, 120 - 7 * DAY], 1],
  ['a lower bound is older', '0 1min, 120 >30d', [120 - 3_680 * DAY, 120 - 30 * DAY], 1],
  ['an upper bound that repeats may each time be new', '0 <5m, 120 <5m', [-180, 120], 0],
  ['the first conversion is since the observation of none', '0 -, 30 0min', [0, 30], 1],
  ['no conversion any more', '0 4min, 120 -', null, 1],
])('%s', async (_, observations, interval, seen) => {
  let changed = 0;
  let latest = stated(null);
  for (const observation of observations.split(', ')) {
    const [at, raw] = observation.split(' ') as [string, string];
    latest = stated(raw);
    changed += await observe(context, Number(at), new Map([['1', latest]]));
  }
  const [from, to] = interval ?? [null, null];
  expect({ ...(await readIntervals(context)).get('1'), changed }).toEqual({ from, to, changed: seen });
  const row = await context.store.readOffer('1');
  expect(row!.lastConversionAt).toBe(to === null ? null : second(to));
  expect(row!.lastConvRaw).toBe(latest.raw);
});

test('a late observation changes nothing, and a repeated one neither', async () => {
  await observe(context, 0, new Map([['1', stated('2h')]]));
  await observe(context, 120, new Map([['1', stated('1min')]]));
  const before = await readIntervals(context);
  await expect(observe(context, 60, new Map([['1', stated('30s')]]))).resolves.toBe(0);
  await expect(observe(context, 120, new Map([['1', stated('1min')]]))).resolves.toBe(0);
  await expect(readIntervals(context)).resolves.toEqual(before);
});
