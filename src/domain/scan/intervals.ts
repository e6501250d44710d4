import { isPage, isSameRequest, type ScannedPage } from './scanned-page';

/** Ids from `from` to `to`, both inclusive; infinite where a page covers an end of the catalogue. */
export interface Interval {
  from: number;
  to: number;
  page: number;
}

/** How the scan is sorted, and the most rows that the network returns per page, see `findPageCap`. */
export interface ScanOrder {
  isDescending: boolean;
  pageCap: number;
}

/**
 * Converts each answer to the ids that it covers. Leaves out an answer that may lack a row between its ends.
 *
 * @param reads in the order in which they were requested.
 */
export function toIntervals(reads: readonly ScannedPage[], { isDescending, pageCap }: ScanOrder): Interval[] {
  const laterEnds = findLaterEnds(reads);
  const hasStableRows = createRereadCheck(reads);
  return reads.flatMap((read, index) => {
    const { page, received, repeated, lowestId, highestId } = read;
    if (lowestId === null || highestId === null || repeated > 0 || !hasStableRows(read)) return [];
    // An answer with an id beyond its ends, requested later, contradicts that it is the first or the last page.
    const { lowest, highest } = laterEnds[index]!;
    const canOpenBelow = lowestId <= lowest;
    const canOpenAbove = highestId >= highest;
    const rowsPerPage = Math.min(read.pageSize, pageCap);
    const isFirst = page === 1 && (isDescending ? canOpenAbove : canOpenBelow);
    const isLast = isLastPage(read, rowsPerPage, reads) && (isDescending ? canOpenBelow : canOpenAbove);
    // A short page that is not the last may have lost any of its rows.
    if (received < rowsPerPage && !isLast) return [];

    const opensBelow = isDescending ? isLast : isFirst;
    const opensAbove = isDescending ? isFirst : isLast;
    return [{ from: opensBelow ? -Infinity : lowestId, to: opensAbove ? Infinity : highestId, page }];
  });
}

/** For each answer the lowest and the highest id of all pages that were requested later. */
function findLaterEnds(reads: readonly ScannedPage[]): { lowest: number; highest: number }[] {
  let ends = { lowest: Infinity, highest: -Infinity };
  return reads
    .toReversed()
    .map((read) => {
      const later = ends;
      if (isPage(read)) {
        const { lowestId, highestId } = read;
        ends = {
          lowest: Math.min(ends.lowest, lowestId ?? Infinity),
          highest: Math.max(ends.highest, highestId ?? -Infinity),
        };
      }
      return later;
    })
    .reverse();
}

/**
 * Whether the page holds exactly the remaining rows, and the answer to another request states the same last page.
 *
 * Only a page with fewer rows than others ends where the list ends: behind a full one there may be more, if the stated
 * size comes from a cache.
 */
function isLastPage(read: ScannedPage, rowsPerPage: number, reads: readonly ScannedPage[]): boolean {
  const { page, total, received } = read;
  const isRest = received < rowsPerPage && received === total - (page - 1) * rowsPerPage;
  if (!isPage(read) || !isRest) return false;
  return reads.some(
    (other) => isPage(other) && !isSameRequest(other, read) && Math.ceil(other.total / rowsPerPage) === page,
  );
}

/**
 * Creates a check whether all rows of a page are readable, or the same number stays unreadable when it is read again:
 * then they belong to no offer that the mirror could hold.
 */
function createRereadCheck(reads: readonly ScannedPage[]): (read: ScannedPage) => boolean {
  const key = ({ page, pageSize, unreadable }: ScannedPage) => `${page}:${pageSize}:${unreadable}`;
  const times = new Map<string, number>();
  for (const read of reads) times.set(key(read), (times.get(key(read)) ?? 0) + 1);
  return (read) => read.unreadable === 0 || (times.get(key(read)) ?? 0) > 1;
}
