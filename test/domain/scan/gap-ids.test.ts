import fc from 'fast-check';
import { listGapIds } from '../../../src/domain/scan/gap-ids';
import { findStraddlingPage } from '../../../src/domain/scan/straddling-page';

function gap(afterId: number | null, beforeId: number | null) {
  return { afterId, beforeId, afterPage: null, beforePage: null };
}

test('narrow gaps yield every id inside them, and nothing else', () => {
  expect(listGapIds([gap(100, 103), gap(7, 9)], 50)).toEqual({ ids: ['8', '101', '102'], wideGaps: [] });
});

test('a gap that is too wide or open at an end is returned unchanged', () => {
  const gaps = [gap(null, 5), gap(10, 13), gap(20, 90), gap(100, null)];
  expect(listGapIds(gaps, 50)).toEqual({ ids: ['11', '12'], wideGaps: [gaps[0], gaps[2], gaps[3]] });
  expect(listGapIds([gap(null, null)], 50)).toEqual({ ids: [], wideGaps: [gap(null, null)] });
});

test('there are at most maxIds ids, and each gap is listed completely or not at all', () => {
  const gaps = fc.array(
    fc.tuple(fc.nat(10_000), fc.integer({ min: 2, max: 60 })).map(([id, width]) => gap(id, id + width)),
  );
  fc.assert(
    fc.property(gaps, fc.nat(100), (all, maxIds) => {
      const { ids, wideGaps } = listGapIds(all, maxIds);
      expect(ids.length).toBeLessThanOrEqual(maxIds);
      const listed = new Set(ids);
      for (const gap of all.filter((each) => !wideGaps.includes(each))) {
        for (let id = (gap.afterId ?? 0) + 1; id < (gap.beforeId ?? 0); id += 1)
          expect(listed.has(String(id))).toBe(true);
      }
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
