import {
  countRows,
  extendChain,
  FIRST_PAGE,
  MAX_ROWS,
  PAGE_ROWS,
  planPages,
} from '../../../web/src/views/offers/pages/chain';

const row = (page: number) => page * PAGE_ROWS;

test('a page is found through the one before, so a jump reads the last one that is known', () => {
  expect(planPages(FIRST_PAGE, row(40), row(40) + 30)).toEqual([0]);
  const two = extendChain(FIRST_PAGE, 0, 'after-0');
  expect(planPages(two, row(40), row(40) + 30)).toEqual([1]);
  const three = extendChain(two, 1, 'after-1');
  expect(planPages(three, row(1) - 5, row(1) + 30)).toEqual([0, 1]);
  expect(planPages(three, row(2), row(2) + 30)).toEqual([2]);
});

test('a page that ends elsewhere than before replaces what follows, and one that does not changes nothing', () => {
  const chain = extendChain(extendChain(extendChain(FIRST_PAGE, 0, 'a'), 1, 'b'), 2, 'c');
  expect(chain).toEqual([undefined, 'a', 'b', 'c']);
  expect(extendChain(chain, 1, 'b')).toBe(chain);
  expect(extendChain(chain, 1, 'other')).toEqual([undefined, 'a', 'other']);
  expect(extendChain(chain, 1, null)).toEqual([undefined, 'a']);
  expect(extendChain(chain, 7, 'late')).toBe(chain);
});

test('the number of rows is the total of the API until the last page was read', () => {
  const page = (number: number, rows: number, total: number, isLast = false) => ({
    page: number,
    rows,
    total,
    isLast,
  });
  expect(countRows(['x', 'y'], [page(0, PAGE_ROWS, 12_000)])).toBe(12_000);
  expect(countRows([undefined, 'a', 'b'], [page(2, 17, 12_000, true)])).toBe(2 * PAGE_ROWS + 17);
  // A stale page that was the last one does not shorten a chain that goes on.
  expect(countRows([undefined, 'a', 'b'], [page(0, 3, 3, true), page(1, PAGE_ROWS, 900)])).toBe(900);
  expect(countRows([undefined], [page(0, 0, 0, true)])).toBe(0);
  // An estimate may be too low, and no browser scrolls through millions of rows.
  expect(countRows([undefined, 'a', 'b'], [page(1, PAGE_ROWS, 10)])).toBe(2 * PAGE_ROWS);
  expect(countRows([undefined, 'a'], [page(0, PAGE_ROWS, 3_000_000)])).toBe(MAX_ROWS);
});
