import type { IdOrdering } from './id-range';

/** What has to be known of one page read (`order_by=ID`) to say which ids it covers. */
export interface ScannedPage {
  page: number;
  pageSize: number;
  /** As this very answer stated it. */
  totalPages: number;
  /**
   * How many offers there are, as this very answer stated it. Where it is known, a last page must hold exactly what
   * is left of it, or it does not count as the last.
   */
  total?: number | null;
  /** Rows in the answer, those that could not be read included. */
  received: number;
  ordering: IdOrdering;
  lowestId: number | null;
  highestId: number | null;
}

/**
 * The ids between two covered ones that no read covers: `afterId < id < beforeId`, whichever way the pages run.
 *
 * `afterPage` is the page that ends at `afterId`, `beforePage` the one that starts at `beforeId`. Null: there is no
 * covered id on that side.
 */
export interface IdGap {
  afterId: number | null;
  beforeId: number | null;
  afterPage: number | null;
  beforePage: number | null;
}

/**
 * `unordered`: the pages are not one list sorted by id (mixed ids, both directions, one and the same content under
 * two page numbers), so they prove nothing.
 */
export type Coverage = { kind: 'covered' } | { kind: 'gaps'; gaps: IdGap[] } | { kind: 'unordered' };

/** Ids from `from` to `to`, both included; infinite where a read covers an end of the catalogue. */
interface Interval {
  from: number;
  to: number;
  page: number;
}

/**
 * Find the ids that a scan may have missed.
 *
 * A page is an unbroken piece of the sorted catalogue, so at its moment no offer between its lowest and its highest
 * id was left out; the first page also covers what lies before it, the last one what lies behind. An offer that was
 * there from the first read to the last has therefore been met if its id lies in any interval, however the pages
 * shifted meanwhile. Reads may overlap, repeat and differ in page size. An offer that came or went during the scan
 * is not promised.
 */
export function findGaps(reads: readonly ScannedPage[]): Coverage {
  const isAscending = reads.some(({ ordering }) => ordering === 'ascending');
  const isDescending = reads.some(({ ordering }) => ordering === 'descending');
  const isMixed = reads.some(({ ordering }) => ordering === 'mixed');
  if (isMixed || (isAscending && isDescending) || hasTwins(reads)) return { kind: 'unordered' };

  const intervals = reads.flatMap((read) => toInterval(read, isDescending) ?? []);
  if (intervals.some(({ from, to }) => from === -Infinity && to === Infinity)) return { kind: 'covered' };
  // Pages of one row each show no direction: which of them is the lower end would be a guess.
  if (!isAscending && !isDescending && intervals.length > 0) return { kind: 'unordered' };
  const gaps = gapsBetween(intervals);
  return gaps.length === 0 ? { kind: 'covered' } : { kind: 'gaps', gaps };
}

/** Whether the same rows came under two page numbers, as from a network that ignores the number. */
function hasTwins(reads: readonly ScannedPage[]): boolean {
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
  // A page that is short for no reason may have lost rows anywhere, so nothing between its ends is sure.
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
