import { OFFERS_PER_PAGE } from '../network-limits';

/** A smaller page would show too few offers on each side of the boundary. */
const MIN_PAGE_SIZE = 20;

/**
 * Finds the page, of any size up to `maxPageSize`, whose ends are as far as possible from the boundary after the
 * `rank`-th offer.
 *
 * Reading it shows which offers shifted over the boundary between two pages, when a gap is too wide to be requested id
 * by id. For each rank that is a multiple of 100 up to a million it holds at least the 31 ranks before and after (found by
 * trying them all). `maxPageSize` must not exceed what the network returns per page, or it returns other ranks.
 *
 * @throws {RangeError} when the rank is not a whole number from 1.
 */
export function findStraddlingPage(
  rank: number,
  maxPageSize = OFFERS_PER_PAGE,
): { page: number; pageSize: number } {
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw new RangeError(`rank must be a whole number from 1, not ${rank}`);
  let best = { page: 1, pageSize: maxPageSize, margin: -1 };
  for (let pageSize = maxPageSize; pageSize >= Math.min(MIN_PAGE_SIZE, maxPageSize); pageSize -= 1) {
    const before = rank % pageSize;
    const margin = Math.min(before - 1, pageSize - before);
    if (margin > best.margin) best = { page: Math.floor(rank / pageSize) + 1, pageSize, margin };
  }
  return { page: best.page, pageSize: best.pageSize };
}
