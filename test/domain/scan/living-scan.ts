import type { ScannedPage } from '../../../src/domain/scan/coverage';
import {
  planRecheck,
  scannedIds,
  type RecheckPlan,
  type RecheckRequest,
} from '../../../src/domain/scan/plan-recheck';
import { readPage, type CatalogueMoment } from './sorted-catalogue';

const PAGE_SIZE = 100;

/** Ids that are so far apart, from 1,000 on. */
export function idsEvery(step: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1_000 + index * step);
}

/** Offers that leave, told by their place in the catalogue from 0 to 1, and numbers that come as new ids. */
export interface Change {
  leave: number[];
  come: number[];
}

/** What becomes of the answer to a page; `asked`: how often this page was asked for, from 1. */
export type Bend = (
  read: CatalogueMoment,
  rows: number[],
  asked: number,
) => { read: CatalogueMoment; rows: number[] };

/** A scan that is to be played, and what happens to the catalogue meanwhile. */
export interface ScanPlot {
  /** The ids at the start, in any order. */
  ids: number[];
  descending?: boolean;
  /** What happens after the how manieth request. */
  changes?: Map<number, Change>;
  /** The order in which the pages are read, as a number to sort each of them by. */
  rankOfPage?: (page: number) => number;
  bend?: Bend;
}

/** How a played scan ended. */
export interface PlayedScan {
  end: Exclude<RecheckPlan, { verdict: 'recheck' }>;
  pagesRead: number;
  /** The requests that looked again, in their order. */
  again: RecheckRequest[];
  /** Offers that were there from the first request to the last, and that no answer showed. */
  missed: number[];
}

/** Read all pages of a living catalogue, and look again as `planRecheck` says, until it says no more. */
export function playScan({
  ids: start,
  descending = false,
  changes,
  rankOfPage,
  bend,
}: ScanPlot): PlayedScan {
  let ids = [...start].sort((a, b) => a - b);
  const throughout = new Set(ids);
  const met: number[] = [];
  const shown = new Set<number>();
  const reads: ScannedPage[] = [];
  const totals: number[] = [];
  const again: RecheckRequest[] = [];
  const askedFor = new Map<string, number>();
  let requests = 0;
  let unusable = 0;

  const live = () => {
    requests += 1;
    const { leave, come } = changes?.get(requests) ?? { leave: [], come: [] };
    const gone = new Set(leave.map((place) => ids[Math.floor(place * ids.length)]));
    gone.forEach((id) => id !== undefined && throughout.delete(id));
    ids = [...new Set([...ids.filter((id) => !gone.has(id)), ...come])].sort((a, b) => a - b);
  };
  const askForPage = (page: number, pageSize: number) => {
    const key = `${page} of ${pageSize}`;
    askedFor.set(key, (askedFor.get(key) ?? 0) + 1);
    const answer = readPage(ids, { page, pageSize, descending });
    const { read, rows } = bend?.(answer.read, answer.rows, askedFor.get(key) ?? 0) ?? answer;
    reads.push(read);
    totals.push(read.total);
    unusable += read.received - new Set(rows).size;
    met.push(...new Set(rows));
    rows.forEach((id) => shown.add(id));
    live();
    return read;
  };
  const askForIds = (offerIds: string[]) => {
    const numbers = offerIds.map(Number);
    reads.push(scannedIds(Math.min(...numbers), Math.max(...numbers)));
    const found = numbers.filter((id) => ids.includes(id));
    met.push(...found);
    found.forEach((id) => shown.add(id));
    live();
  };

  let pagesRead = 0;
  let planned = Math.max(1, Math.ceil(ids.length / PAGE_SIZE));
  while (pagesRead < planned) {
    const pages = Array.from({ length: planned - pagesRead }, (_, index) => pagesRead + index + 1);
    if (rankOfPage) pages.sort((a, b) => rankOfPage(a) - rankOfPage(b));
    pagesRead = planned;
    for (const page of pages) planned = Math.max(pagesRead, askForPage(page, PAGE_SIZE).totalPages);
  }

  for (;;) {
    const plan = planRecheck(reads, {
      distinct: new Set(met).size,
      duplicate: met.length - new Set(met).size,
      unusable: unusable,
      lastTotal: totals.at(-1) ?? null,
      totalMoved: totals.reduce(
        (sum, total, index) => sum + Math.abs(total - (totals[index - 1] ?? total)),
        0,
      ),
      pagesRead,
      rereads: again.length,
    });
    if (plan.verdict !== 'recheck') {
      return { end: plan, pagesRead, again, missed: [...throughout].filter((id) => !shown.has(id)) };
    }
    for (const request of plan.requests) {
      again.push(request);
      if (request.kind === 'page') askForPage(request.page, request.pageSize);
      else askForIds(request.offerIds);
    }
  }
}

/** Let some pages of the usual size come with no more than their first so many rows. */
export function bendPages(isBent: (page: number, asked: number) => boolean, kept: number): Bend {
  return (read, rows, asked) => {
    if (read.pageSize !== 100 || !isBent(read.page, asked)) return { read, rows };
    const left = rows.slice(0, kept);
    const ends = left.length === 0 ? [null, null] : [Math.min(...left), Math.max(...left)];
    const [lowestId = null, highestId = null] = ends;
    const ordering = left.length === 0 ? 'none' : read.ordering;
    return { read: { ...read, received: left.length, ordering, lowestId, highestId }, rows: left };
  };
}
