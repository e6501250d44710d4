import fc from 'fast-check';
import { MAX_PAGES, splitBatches, splitPages } from '../../src/domain/network-limits';

test('103 pages are eleven chunks, the last of three pages', () => {
  const chunks = splitPages(103);
  expect(chunks).toHaveLength(11);
  expect(chunks[0]).toEqual({ firstPage: 1, lastPage: 10 });
  expect(chunks[10]).toEqual({ firstPage: 101, lastPage: 103 });
});

test('no pages are no chunks', () => {
  expect(splitPages(0)).toEqual([]);
});

test('the chunks name every page once, in order', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 50 }), (totalPages, pagesPerChunk) => {
      const pages = splitPages(totalPages, pagesPerChunk).flatMap(({ firstPage, lastPage }) => {
        expect(lastPage - firstPage).toBeLessThan(pagesPerChunk);
        return Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index);
      });
      expect(pages).toEqual(Array.from({ length: totalPages }, (_, index) => index + 1));
    }),
  );
});

test.each([-1, 1.5, NaN, Infinity, MAX_PAGES + 1])('%d pages are refused', (totalPages) => {
  expect(() => splitPages(totalPages)).toThrow(RangeError);
});

test('a chunk or a batch without room is refused', () => {
  expect(() => splitPages(5, 0)).toThrow(RangeError);
  expect(() => splitBatches(['1'], 0)).toThrow(RangeError);
});

test('the batches hold every id once, in order, at most 50 each', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 230 }), (ids) => {
      const batches = splitBatches(ids);
      expect(batches.flat()).toEqual(ids);
      expect(batches.every((batch) => batch.length > 0 && batch.length <= 50)).toBe(true);
    }),
  );
});
