import { isNetworkSilent } from '../../../src/domain/rhythm/network-silence';

const ticks = (...seen: number[]) => seen.map((count) => ({ expected: 12, seen: count }));

test.each([
  ['three ticks with almost nothing', ticks(3, 3, 2), true],
  ['a quarter of the usual', ticks(3, 3, 3), false],
  ['one empty tick', ticks(12, 11, 0), false],
  ['two ticks', ticks(0, 0), false],
  ['older ticks, which do not count', ticks(90, 90, 0, 0, 0), true],
  ['three silent ticks before the last', ticks(0, 0, 0, 12), false],
  ['too few conversions to tell', [...ticks(0, 0), { expected: 5.9, seen: 0 }], false],
  ['just enough to tell', [...ticks(0, 0), { expected: 6, seen: 0 }], true],
])('%s', (_name, given, expected) => {
  expect(isNetworkSilent(given)).toBe(expected);
});
