import { OFFERS_PER_BATCH, OFFERS_PER_PAGE, splitBatches } from '../network-limits';
import { findGaps, type IdGap, type ScannedPage } from './coverage';
import { listGapIds } from './gap-ids';
import { findStraddlingPage } from './straddling-page';

/** The totals over all answers to a scan so far. */
export interface ScanFacts {
  /** Distinct offers met. */
  distinct: number;
  /** Offers met more than once, counted once per repetition. */
  duplicate: number;
  /** Rows that count as no offer: without a readable id, or repeating another row of their page. */
  unusable: number;
  /** The catalogue's size as reported by the latest answer; null: no answer reported it. */
  lastTotal: number | null;
  /** How much the reported size changed from answer to answer; increases and decreases add up. */
  totalMoved: number;
  pagesRead: number;
  /** Recheck requests so far. */
  pagesReread: number;
}

interface PageRequest {
  kind: 'page';
  page: number;
  pageSize: number;
}

/** A request that closes a gap: offers by id, or a page, possibly of an unusual size. */
export type RecheckRequest = { kind: 'ids'; offerIds: string[] } | PageRequest;

/** `complete`: nothing was missed. `unproven`: something may have been missed, and more rechecks do not help. */
export type RecheckPlan =
  | { verdict: 'complete' }
  | { verdict: 'recheck'; requests: RecheckRequest[] }
  | { verdict: 'unproven'; reasons: string[] };

/** A gap with more ids is read as one page that straddles it, which costs less than more than four batches. */
const MAX_GAP_BY_ID = 4 * OFFERS_PER_BATCH;

/** Keeps the result of a round far below 64 KiB, for ids of any length. */
const MAX_REQUESTS_PER_ROUND = 100;

/** The page number of a request by id; pages count from 1. */
const NO_PAGE = 0;

/** A page that still does not close its gap after this many reads is not read again. */
const MAX_READS_PER_PAGE = 4;

/** The recheck may cost as many requests as the scan, and always at least this many. */
const MIN_RECHECK_BUDGET = 20;

/**
 * Decides whether a scan has met every offer that existed from its start to its end, or what to read again.
 *
 * While no answer shows that the catalogue changed or that rows are missing, the scan is complete. Otherwise counts
 * prove nothing: a new offer may compensate for a missed one. Then the scan is complete when no gap is left between the
 * pages in which an offer could be missing (see `findGaps`).
 *
 * @param reads in the order in which they were requested.
 */
export function planRecheck(reads: readonly ScannedPage[], facts: ScanFacts): RecheckPlan {
  if (isConsistent(reads, facts)) return { verdict: 'complete' };

  const isMixed = ({ ordering }: ScannedPage) => ordering === 'mixed';
  const inOrder = reads.filter((read) => !isMixed(read));
  // A single page out of order is a broken answer and is read again; if most are, the network does not sort by id.
  const coverage = findGaps(inOrder.length * 2 > reads.length ? inOrder : reads);
  switch (coverage.kind) {
    case 'covered':
      return { verdict: 'complete' };
    case 'gaps':
      return planGaps(coverage.gaps, reads, facts);
    case 'unordered':
      return { verdict: 'unproven', reasons: [unorderedReason(facts)] };
  }
}

/**
 * The coverage of a request for every id from `lowestId` to `highestId` that no page covers.
 *
 * Counts as a page in the middle of the catalogue, at neither of its ends.
 */
export function scannedIds(lowestId: number, highestId: number): ScannedPage {
  return { page: NO_PAGE, pageSize: 0, totalPages: 1, received: 0, ordering: 'single', lowestId, highestId };
}

/** Whether all answers agree with an unchanged catalogue. A recheck is only started when they do not. */
function isConsistent(reads: readonly ScannedPage[], facts: ScanFacts): boolean {
  const { distinct, duplicate, unusable, lastTotal, totalMoved, pagesReread } = facts;
  // A repeated row hides the offer whose place it took, and puts its page out of order.
  const mayHide = unusable > 0 && reads.some(({ ordering }) => ordering === 'mixed');
  const isComplete = (lastTotal ?? 0) === distinct + unusable;
  return isComplete && duplicate === 0 && totalMoved === 0 && pagesReread === 0 && !mayHide;
}

function unorderedReason({ distinct, lastTotal }: ScanFacts): string {
  return (
    `met ${distinct} of ${lastTotal ?? 'an unknown number of'} offers in answers that do not agree with each other; ` +
    'the network does not list them by id, so what is missing cannot be found'
  );
}

function planGaps(
  gaps: IdGap[],
  reads: readonly ScannedPage[],
  { lastTotal, pagesRead, pagesReread }: ScanFacts,
): RecheckPlan {
  const budget = Math.max(0, Math.max(pagesRead, MIN_RECHECK_BUDGET) - pagesReread);
  const requests = listRequests(gaps, reads, lastTotal ?? 0).slice(
    0,
    Math.min(budget, MAX_REQUESTS_PER_ROUND),
  );
  if (requests.length > 0) return { verdict: 'recheck', requests };
  const reason = `pages shifted, or came short, and ${gaps.length} gaps between them could not be closed`;
  return { verdict: 'unproven', reasons: [reason] };
}

/**
 * Lists the requests that close or narrow these gaps if the catalogue no longer changes: all of them, or at least as
 * many as one round may have.
 */
function listRequests(gaps: IdGap[], reads: readonly ScannedPage[], lastTotal: number): RecheckRequest[] {
  const requests: RecheckRequest[] = [];
  let ids: string[] = [];
  const flush = () => {
    for (const offerIds of splitBatches(ids)) requests.push({ kind: 'ids', offerIds });
    ids = [];
  };
  for (const gap of gaps) {
    if (requests.length >= MAX_REQUESTS_PER_ROUND) break;
    const inside = listGapIds(gap, MAX_GAP_BY_ID);
    if (inside !== undefined) {
      ids.push(...inside);
      continue;
    }
    // A batch covers everything from its first id to its last, so it must not span a gap that stays open.
    flush();
    requests.push(...pagesInto(gap, reads, lastTotal).filter((page) => !isExhausted(page, reads)));
  }
  flush();
  return requests;
}

/**
 * The pages to read for a gap that is too wide to be requested id by id: those whose numbers lie between its two
 * sides, or, between neighbours, one of another size that straddles their boundary.
 */
function pagesInto(gap: IdGap, reads: readonly ScannedPage[], lastTotal: number): PageRequest[] {
  const usualSize = reads.find(({ page }) => page !== NO_PAGE)?.pageSize ?? OFFERS_PER_PAGE;
  // A network that returns larger pages than requested gets the same request again.
  const requestedSize = Math.min(usualSize, OFFERS_PER_PAGE);
  const lastPage = Math.max(1, Math.ceil(lastTotal / usualSize));
  const { front, back } = sidesOf(gap, reads);
  const areAlike = [front, back].every((side) => side === undefined || side.pageSize === usualSize);
  const first = (front?.page ?? 0) + 1;
  const last = back === undefined ? lastPage : Math.min(back.page - 1, lastPage);
  if (areAlike && first <= last) {
    return Array.from({ length: last - first + 1 }, (_, index) => pageRequest(first + index, requestedSize));
  }
  // An end of the catalogue is not covered, or has moved: the first page, or the current last page, covers it.
  if (front === undefined) return [pageRequest(1, requestedSize)];
  const isBackBehindEnd = back !== undefined && (back.page - 1) * back.pageSize >= lastTotal;
  if (back === undefined || isBackBehindEnd) return [pageRequest(lastPage, requestedSize)];
  // The later answer of the two knows the current boundary better.
  const rank =
    reads.indexOf(front) > reads.indexOf(back)
      ? front.page * front.pageSize
      : (back.page - 1) * back.pageSize;
  const { page, pageSize } = findStraddlingPage(Math.max(1, rank), requestedSize);
  return [pageRequest(page, pageSize)];
}

function pageRequest(page: number, pageSize: number): PageRequest {
  return { kind: 'page', page, pageSize };
}

function isExhausted(request: PageRequest, reads: readonly ScannedPage[]): boolean {
  const same = reads.filter(({ page, pageSize }) => page === request.page && pageSize === request.pageSize);
  return same.length >= MAX_READS_PER_PAGE;
}

/** The pages on both sides of a gap, in page order. Undefined: the gap is open at that end of the catalogue. */
function sidesOf({ afterId, beforeId, afterPage, beforePage }: IdGap, reads: readonly ScannedPage[]) {
  const below = reads.findLast(({ page, highestId }) => page === afterPage && highestId === afterId);
  const above = reads.findLast(({ page, lowestId }) => page === beforePage && lowestId === beforeId);
  const isDescending = reads.some(({ ordering }) => ordering === 'descending');
  return isDescending ? { front: above, back: below } : { front: below, back: above };
}
