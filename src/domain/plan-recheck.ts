import { OFFERS_PER_BATCH, OFFERS_PER_PAGE, splitBatches } from './chunks';
import { idsInGaps } from './close-gaps';
import { findGaps, type IdGap, type PageRead } from './coverage';
import { straddlingPage } from './straddling-page';

/** What the answers to a scan so far say, taken together. */
export interface ScanFacts {
  /** Different offers met. */
  distinct: number;
  /** Offers met more than once. */
  duplicate: number;
  /** Rows that no offer could be read from. */
  nameless: number;
  /** Offers in the catalogue, as the answer asked last says; null: no answer says so. */
  lastTotal: number | null;
  /** By how much that number moved from answer to answer, up and down added. */
  totalMoved: number;
  pagesRead: number;
  /** Requests that looked again so far. */
  rereads: number;
}

/** One more request that closes a gap: offers by id, or a page (perhaps of an unusual size). */
export type RecheckRequest =
  { kind: 'ids'; offerIds: string[] } | { kind: 'page'; page: number; pageSize: number };

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
 * While nothing shows that the catalogue moved, the scan is whole. Otherwise it is when no id could hide between
 * what the pages covered (see `findGaps`), and when the offers that are missing by count are no more than can have
 * come while the scan was going.
 */
export function planRecheck(reads: readonly PageRead[], facts: ScanFacts): RecheckPlan {
  const { distinct, duplicate, nameless, lastTotal, totalMoved } = facts;
  const missing = (lastTotal ?? 0) - distinct - nameless;
  if (missing === 0 && duplicate === 0 && totalMoved === 0) return { verdict: 'whole' };

  const coverage = findGaps(reads);
  if (coverage.kind === 'gaps') return planGaps(coverage.gaps, reads, facts);
  if (missing > totalMoved)
    return { verdict: 'unproven', reasons: [`met ${distinct} of ${lastTotal} offers`] };
  if (coverage.kind === 'unordered' && (totalMoved > 0 || duplicate > 0)) {
    const reason =
      'the catalogue moved while it was read, and the network does not list it by id: something may be missing';
    return { verdict: 'unproven', reasons: [reason] };
  }
  return { verdict: 'whole' };
}

/**
 * What a question by id, for every id that was not covered from the first to the last of these, adds to the proof.
 *
 * It stands among the page reads as a piece of the catalogue that is neither its beginning nor its end.
 */
export function readOfIds(lowestId: number, highestId: number): PageRead {
  return { page: NO_PAGE, pageSize: 0, totalPages: 1, received: 0, ordering: 'single', lowestId, highestId };
}

function planGaps(
  gaps: IdGap[],
  reads: readonly PageRead[],
  { lastTotal, pagesRead, rereads }: ScanFacts,
): RecheckPlan {
  const left = Math.max(pagesRead, REREADS_IN_ANY_CASE) - rereads;
  const requests = closeGaps(gaps, reads, lastTotal ?? 0).filter((request) => !isWornOut(request, reads));
  if (left > 0 && requests.length > 0) {
    return { verdict: 'recheck', requests: requests.slice(0, Math.min(left, REQUESTS_A_ROUND)) };
  }
  const reason = `pages shifted, or came short, and ${gaps.length} gaps between them could not be closed`;
  return { verdict: 'unproven', reasons: [reason] };
}

/** The requests that would close all gaps if nothing moved any more. */
function closeGaps(gaps: IdGap[], reads: readonly PageRead[], lastTotal: number): RecheckRequest[] {
  const requests: RecheckRequest[] = [];
  let ids: string[] = [];
  const flush = () => {
    for (const offerIds of splitBatches(ids)) requests.push({ kind: 'ids', offerIds });
    ids = [];
  };
  for (const gap of gaps) {
    const missingPage = pageBetween(gap);
    const narrow = idsInGaps([gap], WIDEST_GAP_BY_ID);
    if (missingPage === undefined && narrow.wideGaps.length === 0) {
      ids.push(...narrow.ids);
      continue;
    }
    // A batch counts as covering all from its first id to its last, so it must not reach over a gap left open.
    flush();
    const pageSize = OFFERS_PER_PAGE;
    requests.push(
      missingPage === undefined
        ? pageAcross(gap, reads, lastTotal)
        : { kind: 'page', page: missingPage, pageSize },
    );
  }
  flush();
  return requests;
}

function isWornOut(request: RecheckRequest, reads: readonly PageRead[]): boolean {
  if (request.kind === 'ids') return false;
  const same = reads.filter(({ page, pageSize }) => page === request.page && pageSize === request.pageSize);
  return same.length >= READS_OF_ONE_PAGE;
}

/** The one page that is missing between the ends of a gap, because its answer came too short to be trusted. */
function pageBetween({ afterPage, beforePage }: IdGap): number | undefined {
  if (afterPage === null || beforePage === null || afterPage === NO_PAGE || beforePage === NO_PAGE)
    return undefined;
  return Math.abs(beforePage - afterPage) === 2 ? (afterPage + beforePage) / 2 : undefined;
}

/** The page to read for a gap that is too wide to ask by id. */
function pageAcross(gap: IdGap, reads: readonly PageRead[], lastTotal: number): RecheckRequest {
  const endsAt = (id: number | null) => (read: PageRead) =>
    read.page !== NO_PAGE && id !== null && (read.lowestId === id || read.highestId === id);
  const neighbours = [reads.find(endsAt(gap.afterId)), reads.find(endsAt(gap.beforeId))]
    .flatMap((read) => read ?? [])
    .sort((a, b) => a.page * a.pageSize - b.page * b.pageSize);
  // Pages may run downwards: the boundary lies behind whichever of the two comes first.
  const [first] = neighbours;
  if (first === undefined) return { kind: 'page', page: 1, pageSize: OFFERS_PER_PAGE };
  const rank = first.page * first.pageSize;
  if (gap.afterId !== null && gap.beforeId !== null) {
    const { page, pageSize } = straddlingPage(rank);
    return { kind: 'page', page, pageSize };
  }
  // An end of the catalogue is open: it is the first page, or what comes last by now.
  const { pageSize } = first;
  if (first.page === 1 || neighbours.length === 0) return { kind: 'page', page: 1, pageSize };
  return { kind: 'page', page: rank < lastTotal ? first.page + 1 : first.page, pageSize };
}
