import { OFFERS_PER_BATCH, OFFERS_PER_PAGE, splitBatches } from '../network-limits';
import type { IdGap } from './coverage';
import { listGapIds } from './gap-ids';
import { isPage, isSameRequest, NO_PAGE, type ScannedPage } from './scanned-page';
import { findStraddlingPage } from './straddling-page';

interface PageOfSize {
  page: number;
  pageSize: number;
}

interface PageRequest extends PageOfSize {
  kind: 'page';
  /**
   * For a page behind the stated end of the catalogue: what to read if the network refuses it, as some servers do. It is
   * the end of the catalogue in another page size, so a second answer has to agree with the first one.
   */
  ifRefused?: PageOfSize;
}

/**
 * A request that closes a gap: offers by id, or a page, possibly of an unusual size. `companionIds`: offers that the scan
 * has met. Most ids of a gap belong to no offer, so an answer without any of these proves nothing.
 */
export type RecheckRequest = { kind: 'ids'; offerIds: string[]; companionIds: string[] } | PageRequest;

/** The answers of a scan so far, in the order in which they were requested. */
export interface Scan {
  reads: readonly ScannedPage[];
  /** The catalogue's size as reported by the latest answer. */
  lastTotal: number;
  /** The most rows that the network returns per page, see `findPageCap`. */
  pageCap: number;
}

/** More than one, because some of them may have left the catalogue since. */
const MAX_COMPANIONS = 3;

const BATCH_SIZE = OFFERS_PER_BATCH - MAX_COMPANIONS;

/** A gap with more ids is read as one page that straddles it, which costs less than more than four batches. */
const MAX_GAP_BY_ID = 4 * BATCH_SIZE;

/** Keeps the result of a round below 64 KiB: 50 requests of 50 ids with 16 digits. */
export const MAX_REQUESTS_PER_ROUND = 50;

/** A page that still does not close its gap after this many reads is not read again. */
const MAX_READS_PER_PAGE = 4;

/**
 * Lists the requests that close or narrow these gaps if the catalogue no longer changes: all of them, or at least as
 * many as one round may have.
 */
export function listRequests(gaps: readonly IdGap[], scan: Scan): RecheckRequest[] {
  const requests: RecheckRequest[] = [];
  let ids: string[] = [];
  const companions = listCompanions(gaps, scan);
  const flush = () => {
    for (const offerIds of splitBatches(ids, BATCH_SIZE)) {
      requests.push({ kind: 'ids', offerIds, companionIds: nearest(companions, offerIds) });
    }
    ids = [];
  };
  for (const gap of gaps) {
    // Counts the collected ids too: a large catalogue has tens of thousands of small gaps.
    if (requests.length + ids.length / BATCH_SIZE >= MAX_REQUESTS_PER_ROUND) break;
    const inside = listGapIds(gap, MAX_GAP_BY_ID);
    if (inside !== undefined) {
      ids.push(...inside);
      continue;
    }
    // A batch covers everything from its first id to its last, so it must not span a gap that stays open.
    flush();
    requests.push(...pagesInto(gap, scan).filter((page) => !isExhausted(page, scan)));
  }
  flush();
  return requests;
}

/** The ids at the ends of pages beside the gaps, ascending; without any, those of the latest page. */
function listCompanions(gaps: readonly IdGap[], { reads }: Scan): number[] {
  const sides = gaps.flatMap(({ afterId, afterPage, beforeId, beforePage }) => [
    ...(afterId !== null && afterPage !== NO_PAGE ? [afterId] : []),
    ...(beforeId !== null && beforePage !== NO_PAGE ? [beforeId] : []),
  ]);
  if (sides.length > 0) return sides;
  const latest = reads.findLast((read) => isPage(read) && read.lowestId !== null);
  return [latest?.lowestId, latest?.highestId].filter((id) => typeof id === 'number');
}

/** Selects, from ascending companions, the first ones from the batch's lowest id on; if there are none, the last ones. */
function nearest(companions: readonly number[], offerIds: readonly string[]): string[] {
  const from = companions.findIndex((id) => id >= Number(offerIds[0]) - 1);
  const start = from === -1 ? -MAX_COMPANIONS : from;
  return companions.slice(start, from === -1 ? undefined : from + MAX_COMPANIONS).map(String);
}

/** The request for the page after the last one. A network that returns larger pages than requested gets the same size again. */
export function pageBehindEnd({ page, pageSize, total }: ScannedPage): PageRequest {
  const size = Math.min(pageSize, OFFERS_PER_PAGE);
  return { ...pageRequest(page + 1, size), ...orEndInOtherSize(total, size) };
}

/** Nothing if the end of the catalogue has no other page. */
function orEndInOtherSize(total: number, pageSize: number): Pick<PageRequest, 'ifRefused'> {
  return total > 0 && pageSize > 1 ? { ifRefused: findStraddlingPage(total, pageSize - 1) } : {};
}

/** Creates a check whether a gap lies between the ends of two pages of the same size that follow each other. */
export function createNeighbourCheck(reads: readonly ScannedPage[]): (gap: IdGap) => boolean {
  const pages = reads.filter(isPage);
  const sizeBelow = new Map(pages.map((read) => [`${read.page}:${read.highestId}`, read.pageSize]));
  const sizeAbove = new Map(pages.map((read) => [`${read.page}:${read.lowestId}`, read.pageSize]));
  return ({ afterId, afterPage, beforeId, beforePage }) => {
    if (afterPage === null || beforePage === null || Math.abs(afterPage - beforePage) !== 1) return false;
    const pageSize = sizeBelow.get(`${afterPage}:${afterId}`);
    return pageSize !== undefined && pageSize === sizeAbove.get(`${beforePage}:${beforeId}`);
  };
}

/**
 * The pages to read for a gap that is too wide to be requested id by id: those whose numbers lie between its two
 * sides, or, between neighbours, one of another size that straddles their boundary.
 */
function pagesInto(gap: IdGap, { reads, lastTotal, pageCap }: Scan): PageRequest[] {
  const usualSize = reads.find(isPage)?.pageSize ?? OFFERS_PER_PAGE;
  const requestedSize = Math.min(usualSize, OFFERS_PER_PAGE);
  const rowsBefore = ({ page, pageSize }: ScannedPage) => (page - 1) * Math.min(pageSize, pageCap);
  const rowsPerPage = Math.min(usualSize, pageCap);
  const lastPage = Math.max(1, Math.ceil(lastTotal / rowsPerPage));
  const straddle = (rank: number) => {
    const { page, pageSize } = findStraddlingPage(Math.max(1, rank), Math.min(requestedSize, pageCap));
    return pageRequest(page, pageSize);
  };
  const { front, back } = sidesOf(gap, reads);
  const areAlike = [front, back].every((side) => side === undefined || side.pageSize === usualSize);
  const first = (front?.page ?? 0) + 1;
  const last = Math.min((back?.page ?? Infinity) - 1, lastPage);
  const requestPage = (page: number): PageRequest => ({
    ...pageRequest(page, requestedSize),
    ...(page > lastPage ? orEndInOtherSize(lastTotal, rowsPerPage) : {}),
  });
  const requestPages = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => requestPage(from + index));
  if (areAlike && first <= last) {
    // The page after the last one confirms that the catalogue ends there.
    return requestPages(first, back === undefined ? lastPage + 1 : last);
  }
  // An end of the catalogue is not covered, or has moved: the first page, or the current last page, covers it.
  if (front === undefined) return requestPages(1, 1);
  if (back === undefined || rowsBefore(back) >= lastTotal) {
    // A full page does not show that the catalogue ends behind it: a smaller one with the same rows does.
    return lastPage * rowsPerPage === lastTotal
      ? [straddle(lastTotal)]
      : requestPages(lastPage, lastPage + 1);
  }
  // The later answer of the two knows the current boundary better.
  const rank =
    reads.indexOf(front) > reads.indexOf(back)
      ? rowsBefore({ ...front, page: front.page + 1 })
      : rowsBefore(back);
  return [straddle(rank)];
}

function pageRequest(page: number, pageSize: number): PageRequest {
  return { kind: 'page', page, pageSize };
}

function isExhausted(request: PageRequest, { reads }: Scan): boolean {
  return reads.filter((read) => isSameRequest(read, request)).length >= MAX_READS_PER_PAGE;
}

/** The pages on both sides of a gap, in page order. Undefined: the gap is open at that end of the catalogue. */
function sidesOf({ afterId, beforeId, afterPage, beforePage }: IdGap, reads: readonly ScannedPage[]) {
  const below = reads.findLast(({ page, highestId }) => page === afterPage && highestId === afterId);
  const above = reads.findLast(({ page, lowestId }) => page === beforePage && lowestId === beforeId);
  const isDescending = reads.some(({ ordering }) => ordering === 'descending');
  return isDescending ? { front: above, back: below } : { front: below, back: above };
}
