/** Rows on a page of the list. */
export const PAGE_ROWS = 250;

/** A browser cannot scroll through more rows than this. */
export const MAX_ROWS = 200_000;

/** The cursors of the pages that are known, from the first page on, which has none. A page is only found through the one before. */
export type Chain = readonly (string | undefined)[];

export const FIRST_PAGE: Chain = [undefined];

/** The chain after a page was read: its cursor of the next page replaces an older one, and what follows that. */
export function extendChain(chain: Chain, page: number, nextCursor: string | null): Chain {
  const next = nextCursor ?? undefined;
  if (page >= chain.length || chain[page + 1] === next) return chain;
  return next === undefined ? chain.slice(0, page + 1) : [...chain.slice(0, page + 1), next];
}

/** The pages to read for the rows from `first` to `last`: those of them that are known, or the last one that is. */
export function planPages(chain: Chain, first: number, last: number): number[] {
  const known = chain.length - 1;
  const from = Math.min(pageOf(first), known);
  const to = Math.min(pageOf(last), known);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The page of a row. */
export function pageOf(row: number): number {
  return Math.floor(row / PAGE_ROWS);
}

/** What is known of a page. */
export interface PageFacts {
  page: number;
  rows: number;
  total: number;
  isLast: boolean;
}

/** The number of rows of the whole list: exact once its last page was read, otherwise as the API states it. */
export function countRows(chain: Chain, pages: readonly PageFacts[]): number {
  const last = pages.find(({ isLast, page }) => isLast && page === chain.length - 1);
  if (last !== undefined) return last.page * PAGE_ROWS + last.rows;
  const known = (chain.length - 1) * PAGE_ROWS;
  return Math.min(MAX_ROWS, Math.max(known, ...pages.map(({ total }) => total)));
}
