import { countSilentTicks } from '../../../src/domain/rhythm/network-silence';

const ticksOf = (expected: number, seen: number[]) => seen.map((count) => ({ expected, seen: count }));
const ticks = (...seen: number[]) => ticksOf(12, seen);

test.each([
  ['three ticks with almost nothing', ticks(2, 2, 2), 3],
  ['a quarter of the usual', ticks(3, 3, 3), 0],
  ['one empty tick', ticks(12, 11, 0), 0],
  ['two ticks', ticksOf(20, [0, 0]), 0],
  ['older ticks, which do not count', ticks(90, 90, 0, 0, 0), 3],
  ['three silent ticks before the last', ticks(0, 0, 0, 12), 0],
  ['too few conversions to tell', [...ticks(0, 0), { expected: 5.9, seen: 0 }], 0],
  ['just enough to tell', [...ticks(0, 0), { expected: 6, seen: 0 }], 3],
])('%s', (_name, given, silent) => {
  expect(countSilentTicks(given)).toBe(silent);
});

test.each([
  ['a small mirror has no silence after three ticks', ticksOf(5, [5, 5, 5, 0, 0, 0]), 0],
  ['but as soon as less than a quarter of 30 was seen', ticksOf(5, [5, 6, 0, 0, 0, 0, 0]), 5],
  ['and not while a quarter was', ticksOf(5, [4, 5, 3, 0, 0, 0, 0]), 0],
  ['ten ticks are enough for three conversions a tick', ticksOf(3, [3, 4, 0, 0, 0, 0, 0, 0, 0, 0]), 8],
  ['and for no fewer', ticksOf(2.9, [3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0]), 0],
  ['one offer that converts in every tick is not the network', ticksOf(3, new Array<number>(10).fill(2)), 0],
  ['nor are two', ticksOf(3, new Array<number>(10).fill(1)), 0],
  ['ticks before the tenth do not count', ticksOf(3, [0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0]), 0],
  ['a large mirror looks at no more than three', ticksOf(300, [300, 300, 300, 300, 9, 9, 9]), 3],
])('%s', (_name, given, silent) => {
  expect(countSilentTicks(given)).toBe(silent);
});

test('a silence lasts until a quarter is seen, also if few are expected', () => {
  expect(countSilentTicks(ticksOf(1, [0, 0, 0, 0]), true)).toBe(3);
  expect(countSilentTicks(ticksOf(1, [0, 0, 1, 1]), true)).toBe(0);
  expect(countSilentTicks(ticksOf(12, [0, 0, 12]), true)).toBe(0);
});

test('the ticks before a silence do not end it when fewer conversions are expected than at its start', () => {
  const given = [...ticksOf(12, [12, 14, 11, 0, 0, 0]), ...ticksOf(8, [0, 0, 0])];
  expect(countSilentTicks(given.slice(0, 6))).toBe(3);
  expect(countSilentTicks(given, true)).toBeGreaterThan(0);
});
