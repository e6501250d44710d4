import { OFFERS_PER_PAGE } from '../network-limits';

/** Below this a page shows too little to be tried. */
const SMALLEST_PAGE = 20;

/** The least margin around any multiple of 100 up to a million, found by trying them all. */
export const GUARANTEED_MARGIN = 31;

/** A page of an unusual size, chosen for what is in its middle. */
export interface StraddlingPage {
  page: number;
  pageSize: number;
  /** The page holds the ranks from `rank - margin` to `rank + margin`, counted from 1. */
  margin: number;
}

/**
 * Find the page that has the boundary after the `rank`-th offer as far from both its ends as possible.
 *
 * Reading it tells what slipped over the boundary between two pages, where a gap is too wide to ask id by id. For
 * every rank that is a multiple of 100 up to a million the margin is at least `GUARANTEED_MARGIN`. No page is larger
 * than `largestPage`: a network that cuts pages would answer with another page than the one chosen.
 *
 * @throws {RangeError} when the rank is not a whole number from 1.
 */
export function straddlingPage(rank: number, largestPage = OFFERS_PER_PAGE): StraddlingPage {
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw new RangeError(`rank must be a whole number from 1, not ${rank}`);
  let best: StraddlingPage = { page: 1, pageSize: largestPage, margin: -1 };
  for (let pageSize = largestPage; pageSize >= Math.min(SMALLEST_PAGE, largestPage); pageSize -= 1) {
    const before = rank % pageSize;
    const margin = Math.min(before - 1, pageSize - before);
    if (margin > best.margin) best = { page: Math.floor(rank / pageSize) + 1, pageSize, margin };
  }
  return best;
}
