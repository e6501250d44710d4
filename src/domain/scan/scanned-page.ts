import type { IdRange } from './id-range';

/** The facts about one answer of a scan (`order_by=ID`) that determine which ids it covers. */
export interface ScannedPage extends IdRange {
  /** From 1. 0: not a page, but all ids of a range, see `scannedIds`. */
  page: number;
  /** Offers per page, as the answer states. */
  pageSize: number;
  /** Offers in the catalogue, as the answer states. */
  total: number;
  /** Rows in the answer, including unreadable and repeated ones. */
  received: number;
  /** Rows without a readable id. */
  unreadable: number;
  /** Rows that are equal to another row of the answer: each may have taken the place of an offer. */
  repeated: number;
}

/** The page number of a request by ids. */
export const NO_PAGE = 0;

/**
 * The coverage of a request for every id from `lowestId` to `highestId` that no page covers.
 *
 * Counts as a page in the middle of the catalogue, at neither of its ends.
 */
export function scannedIds(lowestId: number, highestId: number): ScannedPage {
  const counts = { pageSize: 0, total: 0, received: 0, unreadable: 0, repeated: 0 };
  return { page: NO_PAGE, ...counts, ordering: 'single', lowestId, highestId };
}

/** Whether two answers are to requests for the same page of the same size. */
export function isSameRequest(
  one: Pick<ScannedPage, 'page' | 'pageSize'>,
  other: Pick<ScannedPage, 'page' | 'pageSize'>,
): boolean {
  return one.page === other.page && one.pageSize === other.pageSize;
}

/** Whether an answer is to a page request, not to a request by ids. */
export function isPage({ page }: ScannedPage): boolean {
  return page !== NO_PAGE;
}

/**
 * Empties the answers to a page behind the end of the catalogue that repeat its last page: some servers answer like this.
 *
 * Both answers have to state the same size. A server that ignores the page number repeats a page that is not behind its
 * stated end.
 */
export function emptyBehindEnd(answers: readonly ScannedPage[]): ScannedPage[] {
  const contentOf = ({ pageSize, total, received, lowestId, highestId }: ScannedPage) =>
    [pageSize, total, received, lowestId, highestId].join(':');
  const lastPageOf = ({ total, pageSize }: ScannedPage) => Math.ceil(total / pageSize);
  const pages = answers.filter(isPage);
  const last = new Set(pages.filter((read) => read.page === lastPageOf(read)).map(contentOf));
  return answers.map((read) =>
    isPage(read) && read.page > lastPageOf(read) && last.has(contentOf(read))
      ? { ...read, ordering: 'none', received: 0, repeated: 0, lowestId: null, highestId: null }
      : read,
  );
}
