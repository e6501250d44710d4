import { MAX_PAGES } from '../network-limits';
import { isPage, type ScannedPage } from './scanned-page';

/** The size of the catalogue as an answer states it. */
export interface StatedSize {
  total: number;
  totalPages: number;
}

/**
 * Counts the pages to read: those that the answer states, or more if the network returns fewer rows per page than it
 * states.
 *
 * @param rowsPerPage the most rows on a page so far, except the last one; 0: unknown.
 */
export function countNeededPages({ total, totalPages }: StatedSize, rowsPerPage: number): number {
  const needed = rowsPerPage === 0 ? 0 : Math.ceil(total / rowsPerPage);
  return Math.max(totalPages, Math.min(needed, MAX_PAGES));
}

/**
 * Finds the most rows that the network returns per page, if it returns fewer than it states. Infinity: as many as it
 * states.
 *
 * A short page alone does not show this, because it may lack rows. The pages are smaller if one of them would end behind
 * the stated total if every page had the stated size. Their size is then the one that most of them have.
 */
export function findPageCap(reads: readonly ScannedPage[]): number {
  const [first] = reads.filter(isPage);
  if (first === undefined) return Infinity;
  const alike = reads.filter((read) => read.pageSize === first.pageSize && read.received > 0);
  const endsBehindTotal = ({ page, pageSize, received, total }: ScannedPage) =>
    page > 1 && (page - 1) * pageSize + received > total;
  if (!alike.some(endsBehindTotal)) return Infinity;
  const usual = mostFrequent(alike.map(({ received }) => received));
  return usual < first.pageSize ? usual : Infinity;
}

/** Of equally frequent numbers the greater one. */
function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const [[most] = [0]] = [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || b - a);
  return most;
}
