import { countDigits } from './id-range';
import { toIntervals, type Interval } from './intervals';
import { isPage, isSameRequest, type ScannedPage } from './scanned-page';

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
 * `unordered`: the pages are not one list sorted by id (mixed ids, both directions, sorted as text, the same content
 * under two page numbers), so they prove nothing.
 */
type Coverage = { kind: 'covered' } | { kind: 'gaps'; gaps: IdGap[] } | { kind: 'unordered' };

/**
 * A page counts only if the answer to another request, sent just before or after it, states a size that differs by no
 * more than this. Offers come and leave a few at a time; an answer whose counts agree only with itself may be wrong as a
 * whole.
 */
const MAX_TOTAL_DIFFERENCE = 10;

/**
 * Finds the ids that a scan may have missed.
 *
 * A page is a contiguous piece of the sorted catalogue, so when it was read it omitted no offer between its lowest and
 * its highest id; the first page also covers everything before it, and the last one everything after it. So the scan
 * has met every offer that existed from the first read to the last and whose id lies in any interval, even if the pages
 * shifted meanwhile. Pages may overlap, repeat and differ in size. Makes no promise for an offer that was added or
 * removed during the scan.
 *
 * Nothing is taken from one answer alone: the size that a page states, and that it is the first or the last one, must
 * agree with other answers.
 *
 * @param reads in the order in which they were requested.
 * @param pageCap the most rows that the network returns per page, see `findPageCap`.
 */
export function findGaps(reads: readonly ScannedPage[], pageCap = Infinity): Coverage {
  const believed = reads.filter(isBelieved);
  const isAscending = believed.some(({ ordering }) => ordering === 'ascending');
  const isDescending = believed.some(({ ordering }) => ordering === 'descending');
  const isMixed = believed.some(({ ordering }) => ordering === 'mixed');
  if (isMixed || (isAscending && isDescending) || hasRepeatedContent(believed)) return { kind: 'unordered' };
  if (mayBeSortedAsText(believed, isDescending)) return { kind: 'unordered' };

  const intervals = toIntervals(believed, { isDescending, pageCap });
  if (intervals.some(({ from, to }) => from === -Infinity && to === Infinity)) return { kind: 'covered' };
  // Pages of one row each show no direction, so the lower end is unknown.
  if (!isAscending && !isDescending && intervals.length > 0) return { kind: 'unordered' };
  const gaps = gapsBetween(intervals);
  return gaps.length === 0 ? { kind: 'covered' } : { kind: 'gaps', gaps };
}

function isBelieved(read: ScannedPage, index: number, reads: readonly ScannedPage[]): boolean {
  if (!isPage(read)) return true;
  return [-1, 1].some((step) => {
    const other = findOther(read, index, reads, step);
    return other !== undefined && Math.abs(other.total - read.total) <= MAX_TOTAL_DIFFERENCE;
  });
}

/** The nearest answer to another page request, before (step -1) or after (step 1) an answer. */
function findOther(read: ScannedPage, index: number, reads: readonly ScannedPage[], step: number) {
  for (let at = index + step; at >= 0 && at < reads.length; at += step) {
    const other = reads[at]!;
    if (isPage(other) && !isSameRequest(other, read)) return other;
  }
  return undefined;
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

/**
 * Whether all ids of a page have fewer digits than all those of a page before it: 99900 follows 100199 in the order of
 * texts. A page that holds ids of both lengths is `mixed` then.
 */
function mayBeSortedAsText(reads: readonly ScannedPage[], isDescending: boolean): boolean {
  const pages = reads.filter(isPage).sort((a, b) => (a.page - 1) * a.pageSize - (b.page - 1) * b.pageSize);
  if (isDescending) pages.reverse();
  let digits = 0;
  return pages.some(({ lowestId, highestId }) => {
    if (lowestId === null || highestId === null) return false;
    const isShorter = countDigits(highestId) < digits;
    digits = Math.max(digits, countDigits(lowestId));
    return isShorter;
  });
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
