import { countNeededPages, findPageCap } from '../../../src/domain/scan/page-cap';
import { idsEvery } from './simulate-scan';
import { readPage } from './sorted-catalogue';

function readAll(count: number, pages: number, pageCap?: number) {
  const options = pageCap === undefined ? {} : { pageCap };
  return Array.from({ length: pages }, (_, index) =>
    readPage(idsEvery(4, count), { page: index + 1, pageSize: 100, ...options }),
  );
}

test('the cap is what most pages hold, if a page ends behind the stated total', () => {
  expect(findPageCap(readAll(850, 17, 50))).toBe(50);
  expect(findPageCap(readAll(150, 2, 90))).toBe(90);
  expect(findPageCap(readAll(850, 9))).toBe(Infinity);
  expect(findPageCap([])).toBe(Infinity);
});

test('pages that lack rows are no smaller pages', () => {
  const short = readAll(850, 9).map((read) => ({ ...read, received: Math.floor(read.received / 2) }));
  expect(findPageCap(short)).toBe(Infinity);
});

test('a total from a cache that is too small is no cap', () => {
  const reads = readAll(830, 9).map((read) => ({ ...read, total: 810 }));
  expect(findPageCap(reads)).toBe(Infinity);
});

test('the pages to read follow from the rows that pages hold, and are at least the stated ones', () => {
  const size = { total: 10_150, totalPages: 102 };
  expect(countNeededPages(size, 0)).toBe(102);
  expect(countNeededPages(size, 100)).toBe(102);
  expect(countNeededPages(size, 50)).toBe(203);
  expect(countNeededPages({ ...size, totalPages: 203 }, 100)).toBe(203);
  expect(countNeededPages({ total: 90_000_000, totalPages: 5 }, 1)).toBe(100_000);
});
