import { describeRanges } from '../../src/domain/number-ranges';

const one = (number: number) => ({ first: number, last: number });

test.each([
  [[], ''],
  [[one(7)], '7'],
  [[{ first: 41, last: 120 }, one(12), one(15), one(14)], '12, 14 to 15, 41 to 120'],
  [
    [
      { first: 1, last: 10 },
      { first: 11, last: 20 },
    ],
    '1 to 20',
  ],
  [[{ first: 1, last: 10 }, one(4)], '1 to 10'],
  [[one(3), { first: 13, last: 12 }], '3'],
])('%j is described as "%s"', (ranges, text) => {
  expect(describeRanges(ranges)).toBe(text);
});
