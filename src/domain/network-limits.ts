/** The page size that the network is known to give. */
export const OFFERS_PER_PAGE = 100;

/** The network answers at most 50 ids a request. */
export const OFFERS_PER_BATCH = 50;

/** One child workflow copies so many pages. */
export const PAGES_PER_CHUNK = 10;

/** Ten million offers: a catalogue that says it is larger is not believed. */
export const MAX_PAGES = 100_000;

/**
 * The longest wait that the network may ask us for, in milliseconds: 10 minutes. What it asks beyond that is cut.
 *
 * So much longer than its own time may a page of FULL take for such waits, all of them together.
 */
export const MAX_RETRY_AFTER_MS = 600_000;

/** Pages from first to last, both included, counted from 1. */
export interface PageRange {
  firstPage: number;
  lastPage: number;
}

/**
 * Cut pages 1 to `totalPages` into ranges of `pagesPerChunk`, in order; the last one may be shorter.
 *
 * No pages, no ranges.
 *
 * @throws {RangeError} when `totalPages` is not a whole number up to `MAX_PAGES`, or a chunk has no page.
 */
export function splitPages(totalPages: number, pagesPerChunk: number = PAGES_PER_CHUNK): PageRange[] {
  if (!Number.isInteger(totalPages) || totalPages < 0 || totalPages > MAX_PAGES) {
    throw new RangeError(`totalPages must be a whole number from 0 to ${MAX_PAGES}, not ${totalPages}`);
  }
  requireSize('pagesPerChunk', pagesPerChunk);
  const ranges: PageRange[] = [];
  for (let firstPage = 1; firstPage <= totalPages; firstPage += pagesPerChunk) {
    ranges.push({ firstPage, lastPage: Math.min(firstPage + pagesPerChunk - 1, totalPages) });
  }
  return ranges;
}

/**
 * Cut ids into batches of `idsPerBatch`, in order; the last one may be shorter. Repeated ids stay repeated.
 *
 * @throws {RangeError} when a batch has no id.
 */
export function splitBatches(ids: readonly string[], idsPerBatch: number = OFFERS_PER_BATCH): string[][] {
  requireSize('idsPerBatch', idsPerBatch);
  const batches: string[][] = [];
  for (let start = 0; start < ids.length; start += idsPerBatch) {
    batches.push(ids.slice(start, start + idsPerBatch));
  }
  return batches;
}

function requireSize(name: string, size: number): void {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`${name} must be a whole number from 1, not ${size}`);
}
