import type { IdRange } from './id-range';

/** The facts about one answer of a scan (`order_by=ID`) that determine which ids it covers. */
export interface ScannedPage extends IdRange {
  page: number;
  pageSize: number;
  /** Pages in the catalogue, as this answer states. */
  totalPages: number;
  /**
   * Offers in the catalogue, as this answer states. If known, a page counts as the last one only if it holds exactly
   * the remaining rows.
   */
  total?: number | null;
  /** Rows in the answer, including unreadable ones. */
  received: number;
}

/**
 * The ids between two covered ones that no page covers: `afterId < id < beforeId`, in either sort direction.
 *
 * `afterPage` is the page that ends at `afterId`, `beforePage` the one that starts at `beforeId`. Null: no id is covered
 * on that side.
 */
export interface IdGap {
  afterId: number | null;
  beforeId: number | null;
  afterPage: number | null;
  beforePage: number | null;
}

/**
 * `unordered`: the pages are not one list sorted by id (mixed ids, both directions, the same content under two page
 * numbers), so they prove nothing.
 */
type Coverage = { kind: 'covered' } | { kind: 'gaps'; gaps: IdGap[] } | { kind: 'unordered' };

/** Ids from `from` to `to`, both inclusive; infinite where a page covers an end of the catalogue. */
interface Interval {
  from: number;
  to: number;
  page: number;
}

/**
 * Finds the ids that a scan may have missed.
 *
 * A page is a contiguous piece of the sorted catalogue, so when it was read it omitted no offer between its lowest and
 * its highest id; the first page also covers everything before it, and the last one everything after it. So the scan
 * has met every offer that existed from the first read to the last and whose id lies in any interval, even if the pages
 * shifted meanwhile. Pages may overlap, repeat and differ in size. Makes no promise for an offer that was added or
 * removed during the scan.
 */
export function findGaps(reads: readonly ScannedPage[]): Coverage {
  const isAscending = reads.some(({ ordering }) => ordering === 'ascending');
  const isDescending = reads.some(({ ordering }) => ordering === 'descending');
  const isMixed = reads.some(({ ordering }) => ordering === 'mixed');
  if (isMixed || (isAscending && isDescending) || hasRepeatedContent(reads)) return { kind: 'unordered' };

  const intervals = reads.flatMap((read) => toInterval(read, isDescending) ?? []);
  if (intervals.some(({ from, to }) => from === -Infinity && to === Infinity)) return { kind: 'covered' };
  // Pages of one row each show no direction, so the lower end is unknown.
  if (!isAscending && !isDescending && intervals.length > 0) return { kind: 'unordered' };
  const gaps = gapsBetween(intervals);
  return gaps.length === 0 ? { kind: 'covered' } : { kind: 'gaps', gaps };
}

/** Whether two page numbers returned the same rows: the network may ignore the page number. */
function hasRepeatedContent(reads: readonly ScannedPage[]): boolean {
  const pages = new Map<string, number>();
  return reads.some(({ page, pageSize, lowestId, highestId }) => {
    if (lowestId === null || lowestId === highestId) return false;
    const content = `${pageSize}:${lowestId}:${highestId}`;
    const seenAs = pages.get(content) ?? page;
    pages.set(content, page);
    return seenAs !== page;
  });
}

function toInterval(read: ScannedPage, isDescending: boolean): Interval | undefined {
  const { page, pageSize, totalPages, total, received, lowestId, highestId } = read;
  if (lowestId === null || highestId === null) return undefined;
  const isComplete = typeof total !== 'number' || received === total - (page - 1) * pageSize;
  const isLast = page >= totalPages && isComplete;
  // A short page that is not the last may have lost any of its rows, so it covers nothing.
  if (received < pageSize && !isLast) return undefined;

  const isFirst = page === 1;
  const opensBelow = isDescending ? isLast : isFirst;
  const opensAbove = isDescending ? isFirst : isLast;
  return { from: opensBelow ? -Infinity : lowestId, to: opensAbove ? Infinity : highestId, page };
}

function gapsBetween(intervals: Interval[]): IdGap[] {
  const gaps: IdGap[] = [];
  let end: { id: number; page: number | null } = { id: -Infinity, page: null };
  for (const { from, to, page } of intervals.sort((a, b) => a.from - b.from)) {
    if (from > end.id + 1) gaps.push(gap(end, { id: from, page }));
    if (to > end.id) end = { id: to, page };
  }
  if (end.id < Infinity) gaps.push(gap(end, { id: Infinity, page: null }));
  return gaps;
}

function gap(end: { id: number; page: number | null }, start: { id: number; page: number | null }): IdGap {
  return {
    afterId: Number.isFinite(end.id) ? end.id : null,
    beforeId: Number.isFinite(start.id) ? start.id : null,
    afterPage: end.page,
    beforePage: start.page,
  };
}
