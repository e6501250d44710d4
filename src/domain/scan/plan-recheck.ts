import { OFFERS_PER_BATCH, OFFERS_PER_PAGE, splitBatches } from '../network-limits';
import { findGaps, type IdGap, type ScannedPage } from './coverage';
import { idsInGaps } from './gap-ids';
import { straddlingPage } from './straddling-page';

/** What the answers to a scan so far say, taken together. */
export interface ScanFacts {
  /** Different offers met. */
  distinct: number;
  /** Offers met more than once. */
  duplicate: number;
  /** Rows that told of no offer: they had no id that could be read, or repeated another row of their page. */
  nameless: number;
  /** Offers in the catalogue, as the answer asked last says; null: no answer says so. */
  lastTotal: number | null;
  /** By how much that number moved from answer to answer, up and down added. */
  totalMoved: number;
  pagesRead: number;
  /** Requests that looked again so far. */
  rereads: number;
}

interface PageRequest {
  kind: 'page';
  page: number;
  pageSize: number;
}

/** One more request that closes a gap: offers by id, or a page (perhaps of an unusual size). */
export type RecheckRequest = { kind: 'ids'; offerIds: string[] } | PageRequest;

/** `whole`: nothing was missed. `unproven`: something may have been, and looking again does not help. */
export type RecheckPlan =
  | { verdict: 'whole' }
  | { verdict: 'recheck'; requests: RecheckRequest[] }
  | { verdict: 'unproven'; reasons: string[] };

/** A gap with more ids than this is looked at by one page that lies across it, instead of by four batches and more. */
const WIDEST_GAP_BY_ID = 4 * OFFERS_PER_BATCH;

/** So many requests a round stay far below 64 KiB, however they look. */
const REQUESTS_A_ROUND = 100;

/** Where a read by id stands among pages, which count from 1. */
const NO_PAGE = 0;

/** A page that was read so often is not read again: it will not say anything else. */
const READS_OF_ONE_PAGE = 4;

/** Looking again may cost as much as the scan did, and so much in any case. */
const REREADS_IN_ANY_CASE = 20;

/**
 * Decide whether a scan has met every offer that was there from its start to its end, or where to look again.
 *
 * While nothing shows that the catalogue moved, or that an answer lacked something, the scan is whole. Once
 * something does, counts prove nothing any more: an offer that came makes up for one that was missed. Then the scan
 * is whole when no id is left between what was read where an offer could hide (see `findGaps`).
 *
 * @param reads in the order in which they were asked.
 */
export function planRecheck(reads: readonly ScannedPage[], facts: ScanFacts): RecheckPlan {
  if (isQuiet(reads, facts)) return { verdict: 'whole' };

  const isMixed = ({ ordering }: ScannedPage) => ordering === 'mixed';
  const inOrder = reads.filter((read) => !isMixed(read));
  // One page out of order is a broken answer, to be read again; most of them are a network that does not sort by id.
  const coverage = findGaps(inOrder.length * 2 > reads.length ? inOrder : reads);
  switch (coverage.kind) {
    case 'covered':
      return { verdict: 'whole' };
    case 'gaps':
      return planGaps(coverage.gaps, reads, facts);
    case 'unordered':
      return { verdict: 'unproven', reasons: [sayUnordered(facts)] };
  }
}

/**
 * What a question by id, for every id that was not covered from the first to the last of these, adds to the proof.
 *
 * It stands among the page reads as a piece of the catalogue that is neither its beginning nor its end.
 */
export function scannedIds(lowestId: number, highestId: number): ScannedPage {
  return { page: NO_PAGE, pageSize: 0, totalPages: 1, received: 0, ordering: 'single', lowestId, highestId };
}

/** Whether every answer agrees with a catalogue that stood still. Looking again began with one that did not. */
function isQuiet(reads: readonly ScannedPage[], facts: ScanFacts): boolean {
  const { distinct, duplicate, nameless, lastTotal, totalMoved, rereads } = facts;
  // A row that repeats another one hides the offer whose place it took, and puts its page out of order.
  const mayHide = nameless > 0 && reads.some(({ ordering }) => ordering === 'mixed');
  const isComplete = (lastTotal ?? 0) === distinct + nameless;
  return isComplete && duplicate === 0 && totalMoved === 0 && rereads === 0 && !mayHide;
}

function sayUnordered({ distinct, lastTotal }: ScanFacts): string {
  return (
    `met ${distinct} of ${lastTotal ?? 'unknown many'} offers in answers that do not agree with each other; ` +
    'the network does not list them by id, so what is missing cannot be found'
  );
}

function planGaps(
  gaps: IdGap[],
  reads: readonly ScannedPage[],
  { lastTotal, pagesRead, rereads }: ScanFacts,
): RecheckPlan {
  const left = Math.max(0, Math.max(pagesRead, REREADS_IN_ANY_CASE) - rereads);
  const requests = closeGaps(gaps, reads, lastTotal ?? 0).slice(0, Math.min(left, REQUESTS_A_ROUND));
  if (requests.length > 0) return { verdict: 'recheck', requests };
  const reason = `pages shifted, or came short, and ${gaps.length} gaps between them could not be closed`;
  return { verdict: 'unproven', reasons: [reason] };
}

/** The requests that would close these gaps, or narrow them, if nothing moved any more: at least a round of them. */
function closeGaps(gaps: IdGap[], reads: readonly ScannedPage[], lastTotal: number): RecheckRequest[] {
  const requests: RecheckRequest[] = [];
  let ids: string[] = [];
  const flush = () => {
    for (const offerIds of splitBatches(ids)) requests.push({ kind: 'ids', offerIds });
    ids = [];
  };
  for (const gap of gaps) {
    if (requests.length >= REQUESTS_A_ROUND) break;
    const narrow = idsInGaps([gap], WIDEST_GAP_BY_ID);
    if (narrow.wideGaps.length === 0) {
      ids.push(...narrow.ids);
      continue;
    }
    // A batch counts as covering all from its first id to its last, so it must not reach over a gap left open.
    flush();
    requests.push(...pagesInto(gap, reads, lastTotal).filter((page) => !isWornOut(page, reads)));
  }
  flush();
  return requests;
}

/**
 * The pages to read for a gap that cannot be asked id by id: those that lie between its two sides by their number,
 * or, between two neighbours, one of another size that lies across their boundary.
 */
function pagesInto(gap: IdGap, reads: readonly ScannedPage[], lastTotal: number): PageRequest[] {
  const usualSize = reads.find(({ page }) => page !== NO_PAGE)?.pageSize ?? OFFERS_PER_PAGE;
  // A network that gives larger pages than it is asked for is asked in the same words again.
  const askedSize = Math.min(usualSize, OFFERS_PER_PAGE);
  const lastPage = Math.max(1, Math.ceil(lastTotal / usualSize));
  const { front, back } = sidesOf(gap, reads);
  const areAlike = [front, back].every((side) => side === undefined || side.pageSize === usualSize);
  const first = (front?.page ?? 0) + 1;
  const last = back === undefined ? lastPage : Math.min(back.page - 1, lastPage);
  if (areAlike && first <= last) {
    return Array.from({ length: last - first + 1 }, (_, index) => pageRequest(first + index, askedSize));
  }
  // An end of the catalogue is open, or has moved: the first page, or what is the last one by now, covers it.
  if (front === undefined) return [pageRequest(1, askedSize)];
  if (back === undefined || isBehindTheEnd(back, lastTotal)) return [pageRequest(lastPage, askedSize)];
  // What was asked later knows better where the boundary is by now.
  const rank =
    reads.indexOf(front) > reads.indexOf(back)
      ? front.page * front.pageSize
      : (back.page - 1) * back.pageSize;
  const { page, pageSize } = straddlingPage(Math.max(1, rank), askedSize);
  return [pageRequest(page, pageSize)];
}

/** Whether nothing is left by now where this page was. */
function isBehindTheEnd({ page, pageSize }: ScannedPage, lastTotal: number): boolean {
  return (page - 1) * pageSize >= lastTotal;
}

function pageRequest(page: number, pageSize: number): PageRequest {
  return { kind: 'page', page, pageSize };
}

function isWornOut(request: PageRequest, reads: readonly ScannedPage[]): boolean {
  const same = reads.filter(({ page, pageSize }) => page === request.page && pageSize === request.pageSize);
  return same.length >= READS_OF_ONE_PAGE;
}

/** The reads on both sides of a gap, as the pages run. Undefined: the gap is open at that end of the catalogue. */
function sidesOf({ afterId, beforeId, afterPage, beforePage }: IdGap, reads: readonly ScannedPage[]) {
  const below = reads.findLast(({ page, highestId }) => page === afterPage && highestId === afterId);
  const above = reads.findLast(({ page, lowestId }) => page === beforePage && lowestId === beforeId);
  const isDescending = reads.some(({ ordering }) => ordering === 'descending');
  return isDescending ? { front: above, back: below } : { front: below, back: above };
}
