import { findGaps, type IdGap } from './coverage';
import { findPageCap } from './page-cap';
import {
  createNeighbourCheck,
  listRequests,
  MAX_REQUESTS_PER_ROUND,
  pageBehindEnd,
  type RecheckRequest,
} from './recheck-requests';
import { emptyBehindEnd, isPage, type ScannedPage } from './scanned-page';

/** The totals over all answers to a scan so far. */
export interface ScanFacts {
  /** Distinct offers met. */
  distinct: number;
  /** Offers that were new to the mirror, or had other values there, when the answers were saved. */
  changed: number;
  /** The catalogue's size as reported by the latest answer; null: no answer reported it. */
  lastTotal: number | null;
  /** The difference between the largest and the smallest reported size. */
  totalSpread: number;
  pagesRead: number;
  /** Recheck requests so far. */
  pagesReread: number;
}

/** `complete`: nothing was missed. `unproven`: something may have been missed, and more rechecks do not help. */
export type RecheckPlan =
  | { verdict: 'complete' }
  | { verdict: 'recheck'; requests: RecheckRequest[] }
  | { verdict: 'unproven'; reasons: string[] };

/** The recheck may cost as many requests as the scan, and always at least this many. */
const MIN_RECHECK_BUDGET = 20;

/**
 * Decides whether a scan has met every offer that existed from its start to its end, or what to read again.
 *
 * The scan is complete when no gap is left between the pages in which an offer could be missing (see `findGaps`). The
 * gaps between neighbouring pages may stay open if nothing shows that the catalogue changed: all counts agree, and every
 * offer was in the mirror before with the same values. Otherwise counts prove nothing: a new offer may compensate for a
 * missed one.
 *
 * @param answers in the order in which they were requested.
 */
export function planRecheck(answers: readonly ScannedPage[], facts: ScanFacts): RecheckPlan {
  const reads = emptyBehindEnd(answers);
  const pages = reads.filter(isPage);
  // A single answer may be wrong as a whole. The page after it shows whether the catalogue ends there.
  if (pages.length === 1) return { verdict: 'recheck', requests: pages.map(pageBehindEnd) };

  const isMixed = ({ ordering }: ScannedPage) => ordering === 'mixed';
  const inOrder = reads.filter((read) => !isMixed(read));
  const pageCap = findPageCap(reads);
  // A single page out of order is a broken answer and is read again; if most are, the network does not sort by id.
  const coverage = findGaps(inOrder.length * 2 > reads.length ? inOrder : reads, pageCap);
  if (coverage.kind === 'covered') return { verdict: 'complete' };
  const unchanged = isUnchanged(facts);
  if (coverage.kind === 'unordered') {
    return unchanged ? { verdict: 'complete' } : { verdict: 'unproven', reasons: [unorderedReason(facts)] };
  }
  const isBetweenNeighbours = createNeighbourCheck(reads);
  const gaps = coverage.gaps.filter((gap) => !unchanged || !isBetweenNeighbours(gap));
  return gaps.length === 0 ? { verdict: 'complete' } : planGaps(gaps, reads, pageCap, facts);
}

/**
 * Whether the scan met as many offers as every answer reports, and the mirror held all of them before: none came, so
 * none was missed.
 */
function isUnchanged({ distinct, changed, lastTotal, totalSpread }: ScanFacts): boolean {
  return distinct === lastTotal && totalSpread === 0 && changed === 0;
}

function unorderedReason({ distinct, lastTotal }: ScanFacts): string {
  return (
    `met ${distinct} of ${lastTotal ?? 'an unknown number of'} offers in answers that do not agree with each other; ` +
    'the network does not list them by id, so what is missing cannot be found'
  );
}

function planGaps(
  gaps: readonly IdGap[],
  reads: readonly ScannedPage[],
  pageCap: number,
  { lastTotal, pagesRead, pagesReread }: ScanFacts,
): RecheckPlan {
  const budget = Math.max(0, Math.max(pagesRead, MIN_RECHECK_BUDGET) - pagesReread);
  const requests = listRequests(gaps, { reads, pageCap, lastTotal: lastTotal ?? 0 }).slice(
    0,
    Math.min(budget, MAX_REQUESTS_PER_ROUND),
  );
  if (requests.length > 0) return { verdict: 'recheck', requests };
  const reason = `pages shifted, or came short, and ${gaps.length} gaps between them could not be closed`;
  return { verdict: 'unproven', reasons: [reason] };
}
