import fc from 'fast-check';
import { listGapIds } from '../../../src/domain/scan/gap-ids';
import { findStraddlingPage } from '../../../src/domain/scan/straddling-page';

function gap(afterId: number | null, beforeId: number | null) {
  return { afterId, beforeId, afterPage: null, beforePage: null };
}

test('narrow gaps yield every id inside them, and nothing else', () => {
  expect(listGapIds(gap(100, 103), 2)).toEqual(['101', '102']);
  expect(listGapIds(gap(7, 9), 50)).toEqual(['8']);
  expect(listGapIds(gap(7, 8), 50)).toEqual([]);
});

test.each([
  [null, 5],
  [20, 90],
  [100, null],
  [null, null],
])('a gap that is too wide or open at an end is not listed: %p to %p', (afterId, beforeId) => {
  expect(listGapIds(gap(afterId, beforeId), 50)).toBeUndefined();
});

test('a gap is listed completely or not at all', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 60 }), fc.nat(100), (id, width, maxIds) => {
      const ids = listGapIds(gap(id, id + width), maxIds);
      const inside = Array.from({ length: width - 1 }, (_, index) => String(id + 1 + index));
      expect(ids).toEqual(width - 1 > maxIds ? undefined : inside);
    }),
  );
});

test('the page that straddles a multiple of 100 holds at least 31 ranks on both sides', () => {
  let smallestMargin = Infinity;
  for (let rank = 100; rank <= 1_000_000; rank += 100) {
    const { page, pageSize } = findStraddlingPage(rank);
    const firstRank = (page - 1) * pageSize + 1;
    const lastRank = page * pageSize;
    smallestMargin = Math.min(smallestMargin, rank - firstRank, lastRank - rank);
    if (pageSize < 20 || pageSize > 100) throw new Error(`rank ${rank} got a page of ${pageSize}`);
  }
  expect(smallestMargin).toBe(31);
});

test.each([0, -100, 1.5, NaN])('the rank %d is rejected', (rank) => {
  expect(() => findStraddlingPage(rank)).toThrow(RangeError);
});
