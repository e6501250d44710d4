import { summarizeIdRange } from '../../../src/domain/scan/id-range';
import type { ScannedPage } from '../../../src/domain/scan/scanned-page';

/** The answer to a page request. */
export interface PageAnswer {
  page: number;
  /** As the network states it. */
  pageSize: number;
  total: number;
  /** The ids of the rows, in their order. An id that occurs twice is a repeated row. */
  rows: number[];
  /** Further rows, without a readable id. Default: 0. */
  unreadable?: number;
}

/** How the network sorts and divides its list. */
export interface ListOptions {
  /** Default: ascending. */
  descending?: boolean;
  /** Default: as numbers. */
  sortedAs?: 'numbers' | 'text';
  /** The most rows per page, which the network does not state. Default: as many as requested. */
  pageCap?: number;
  /** The answer to a page behind the end: no rows, the last page again, or a refusal. Default: no rows. */
  behindEnd?: 'empty' | 'last-page' | 'refused';
}

/** The lists of a catalogue, which is not modified. A scan of an unchanged catalogue sorts it once. */
const sorted = new WeakMap<readonly number[], Map<string, number[]>>();

function sortIds(
  ids: readonly number[],
  { descending = false, sortedAs = 'numbers' }: ListOptions,
): number[] {
  const lists = sorted.get(ids) ?? new Map<string, number[]>();
  sorted.set(ids, lists);
  const key = `${descending} ${sortedAs}`;
  const list =
    lists.get(key) ??
    (sortedAs === 'numbers' ? ids.toSorted((a, b) => a - b) : ids.map(String).sort().map(Number));
  if (!lists.has(key)) lists.set(key, descending ? list.reverse() : list);
  return list;
}

/** Answers a request for one page of a catalogue that holds these ids. A refusal has no rows. */
export function answerPage(
  ids: readonly number[],
  { page, pageSize, ...options }: ListOptions & { page: number; pageSize: number },
): PageAnswer {
  const size = Math.min(pageSize, options.pageCap ?? Infinity);
  const lastPage = Math.max(1, Math.ceil(ids.length / size));
  const sent = options.behindEnd === 'last-page' ? Math.min(page, lastPage) : page;
  const rows = sortIds(ids, options).slice((sent - 1) * size, sent * size);
  return { page, pageSize, total: ids.length, rows };
}

/** Converts an answer to the facts that the scan keeps of it. */
export function toScannedPage({ page, pageSize, total, rows, unreadable = 0 }: PageAnswer): ScannedPage {
  return {
    page,
    pageSize,
    total,
    received: rows.length + unreadable,
    unreadable,
    repeated: rows.length - new Set(rows).size,
    ...summarizeIdRange(rows.map(String)),
  };
}

/** Reads one page of a catalogue that holds these ids. */
export function readPage(
  ids: readonly number[],
  options: ListOptions & { page: number; pageSize: number },
): ScannedPage {
  return toScannedPage(answerPage(ids, options));
}
