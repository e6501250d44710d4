import type { ScannedPage } from '../../../src/domain/scan/coverage';
import {
  planRecheck,
  scannedIds,
  type RecheckPlan,
  type RecheckRequest,
} from '../../../src/domain/scan/plan-recheck';
import { readPage, type CatalogueMoment } from './sorted-catalogue';

const PAGE_SIZE = 100;

/** `count` ids from 1,000 on, `step` apart. */
export function idsEvery(step: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1_000 + index * step);
}

/** Offers that leave, by their position in the catalogue from 0 to 1, and the ids of offers that come. */
export interface Change {
  leave: number[];
  come: number[];
}

/** Alters the answer to a page. `attempt` counts the requests for this page from 1. */
export type AlterAnswer = (
  read: CatalogueMoment,
  rows: number[],
  attempt: number,
) => { read: CatalogueMoment; rows: number[] };

/** A scan, and how the catalogue changes during it. */
export interface Scenario {
  /** The ids at the start, in any order. */
  ids: number[];
  descending?: boolean;
  /** Changes by the number of the request after which they happen. */
  changes?: Map<number, Change>;
  /** Sort key for the order in which the pages are read. */
  rankOfPage?: (page: number) => number;
  alter?: AlterAnswer;
}

export interface SimulatedScan {
  end: Exclude<RecheckPlan, { verdict: 'recheck' }>;
  pagesRead: number;
  /** All recheck requests, in order. */
  rechecks: RecheckRequest[];
  /** Offers that existed from the first request to the last and are in no answer. */
  missed: number[];
}

/** Reads all pages of a changing catalogue, then follows `planRecheck` until it requests nothing more. */
export function simulateScan({
  ids: start,
  descending = false,
  changes,
  rankOfPage,
  alter,
}: Scenario): SimulatedScan {
  let ids = [...start].sort((a, b) => a - b);
  const throughout = new Set(ids);
  const met: number[] = [];
  const reads: ScannedPage[] = [];
  const totals: number[] = [];
  const rechecks: RecheckRequest[] = [];
  const attempts = new Map<string, number>();
  let requests = 0;
  let unusable = 0;

  const applyChanges = () => {
    requests += 1;
    const { leave, come } = changes?.get(requests) ?? { leave: [], come: [] };
    const gone = new Set(leave.map((position) => ids[Math.floor(position * ids.length)]));
    gone.forEach((id) => id !== undefined && throughout.delete(id));
    ids = [...new Set([...ids.filter((id) => !gone.has(id)), ...come])].sort((a, b) => a - b);
  };
  const requestPage = (page: number, pageSize: number) => {
    const key = `${page} of ${pageSize}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const answer = readPage(ids, { page, pageSize, descending });
    const { read, rows } = alter?.(answer.read, answer.rows, attempt) ?? answer;
    reads.push(read);
    totals.push(read.total);
    unusable += read.received - new Set(rows).size;
    met.push(...new Set(rows));
    applyChanges();
    return read;
  };
  const requestIds = (offerIds: string[]) => {
    const numbers = offerIds.map(Number);
    reads.push(scannedIds(Math.min(...numbers), Math.max(...numbers)));
    met.push(...numbers.filter((id) => ids.includes(id)));
    applyChanges();
  };

  let pagesRead = 0;
  let planned = Math.max(1, Math.ceil(ids.length / PAGE_SIZE));
  while (pagesRead < planned) {
    const pages = Array.from({ length: planned - pagesRead }, (_, index) => pagesRead + index + 1);
    if (rankOfPage) pages.sort((a, b) => rankOfPage(a) - rankOfPage(b));
    pagesRead = planned;
    for (const page of pages) planned = Math.max(pagesRead, requestPage(page, PAGE_SIZE).totalPages);
  }

  for (;;) {
    const distinct = new Set(met);
    const plan = planRecheck(reads, {
      distinct: distinct.size,
      duplicate: met.length - distinct.size,
      unusable,
      lastTotal: totals.at(-1) ?? null,
      totalMoved: totals.reduce(
        (sum, total, index) => sum + Math.abs(total - (totals[index - 1] ?? total)),
        0,
      ),
      pagesRead,
      pagesReread: rechecks.length,
    });
    if (plan.verdict !== 'recheck') {
      return { end: plan, pagesRead, rechecks, missed: [...throughout].filter((id) => !distinct.has(id)) };
    }
    for (const request of plan.requests) {
      rechecks.push(request);
      if (request.kind === 'page') requestPage(request.page, request.pageSize);
      else requestIds(request.offerIds);
    }
  }
}

/** Cuts some pages of the usual size to their first `kept` rows. */
export function truncatePages(isCut: (page: number, attempt: number) => boolean, kept: number): AlterAnswer {
  return (read, rows, attempt) => {
    if (read.pageSize !== 100 || !isCut(read.page, attempt)) return { read, rows };
    const left = rows.slice(0, kept);
    const [lowestId, highestId] = left.length === 0 ? [null, null] : [Math.min(...left), Math.max(...left)];
    const ordering = left.length === 0 ? 'none' : read.ordering;
    return { read: { ...read, received: left.length, ordering, lowestId, highestId }, rows: left };
  };
}

/** Makes a page look unsorted. */
export function asMixed(read: CatalogueMoment): CatalogueMoment {
  return { ...read, ordering: 'mixed', lowestId: null, highestId: null };
}
