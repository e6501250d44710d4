import { countNeededPages } from '../../../src/domain/scan/page-cap';
import { planRecheck, type RecheckPlan } from '../../../src/domain/scan/plan-recheck';
import type { RecheckRequest } from '../../../src/domain/scan/recheck-requests';
import { scannedIds, type ScannedPage } from '../../../src/domain/scan/scanned-page';
import { answerPage, toScannedPage, type ListOptions, type PageAnswer } from './sorted-catalogue';

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

/**
 * Alters the answer to a page. `attempt` counts the requests for this page from 1; the request that measures the
 * catalogue is attempt 0 of page 1. `ids` are those of the catalogue.
 */
export type AlterAnswer = (answer: PageAnswer, attempt: number, ids: readonly number[]) => PageAnswer;

/** A scan, and how the catalogue changes during it. */
export interface Scenario extends ListOptions {
  /** The ids at the start, in any order. */
  ids: number[];
  /** Changes by the number of the request after which they happen. */
  changes?: Map<number, Change>;
  /** Sort key for the order in which the pages are read. */
  rankOfPage?: (page: number) => number;
  alter?: AlterAnswer;
  /** Whether the mirror held an offer before the scan, with the same values. Default: none. */
  isKnown?: (id: number) => boolean;
  /** The network returns no offer for a request by ids. */
  isDeafToIds?: boolean;
  /** The network counts its offers once, before the first request of the scan. */
  isTotalCached?: boolean;
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
export function simulateScan(scenario: Scenario): SimulatedScan {
  const {
    ids: start,
    changes,
    rankOfPage,
    alter,
    isKnown = () => false,
    isTotalCached,
    isDeafToIds,
    ...options
  } = scenario;
  let ids = [...start].sort((a, b) => a - b);
  const throughout = new Set(ids);
  const met: number[] = [];
  const reads: ScannedPage[] = [];
  const totals: number[] = [];
  const rechecks: RecheckRequest[] = [];
  const attempts = new Map<string, number>();
  let requests = 0;

  const applyChanges = () => {
    requests += 1;
    const change = changes?.get(requests);
    if (change === undefined) return;
    const { leave, come } = change;
    const gone = new Set(leave.map((position) => ids[Math.floor(position * ids.length)]));
    gone.forEach((id) => id !== undefined && throughout.delete(id));
    ids = [...new Set([...ids.filter((id) => !gone.has(id)), ...come])].sort((a, b) => a - b);
  };
  const answerTo = (page: number, pageSize: number, attempt: number) => {
    const answer = answerPage(ids, { page, pageSize, ...options });
    if (isTotalCached) answer.total = start.length;
    return alter?.(answer, attempt, ids) ?? answer;
  };
  const requestPage = (page: number, pageSize: number) => {
    const key = `${page} of ${pageSize}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const answer = answerTo(page, pageSize, attempt);
    reads.push(toScannedPage(answer));
    totals.push(answer.total);
    met.push(...answer.rows);
    applyChanges();
    return answer;
  };
  const requestIds = (offerIds: string[], companionIds: string[]) => {
    const numbers = offerIds.map(Number);
    const present = new Set(isDeafToIds ? [] : ids);
    const isBelievable = companionIds.some((id) => present.has(Number(id)));
    if (isBelievable) reads.push(scannedIds(Math.min(...numbers), Math.max(...numbers)));
    met.push(...numbers.filter((id) => present.has(id)));
    applyChanges();
  };

  let pagesRead = 0;
  let rowsPerPage = 0;
  const toSize = ({ total, pageSize }: PageAnswer) => ({ total, totalPages: Math.ceil(total / pageSize) });
  let planned = countNeededPages(toSize(answerTo(1, PAGE_SIZE, 0)), 0);
  while (pagesRead < planned) {
    const pages = Array.from({ length: planned - pagesRead }, (_, index) => pagesRead + index + 1);
    if (rankOfPage) pages.sort((a, b) => rankOfPage(a) - rankOfPage(b));
    pagesRead = planned;
    const answers = pages.map((page) => requestPage(page, PAGE_SIZE));
    rowsPerPage = Math.max(rowsPerPage, ...answers.map(({ rows }) => rows.length));
    planned = Math.max(...answers.map((answer) => countNeededPages(toSize(answer), rowsPerPage)));
  }

  for (;;) {
    const distinct = new Set(met);
    const plan = planRecheck(reads, {
      distinct: distinct.size,
      changed: [...distinct].filter((id) => !isKnown(id)).length,
      lastTotal: totals.at(-1) ?? null,
      totalSpread: Math.max(...totals) - Math.min(...totals),
      pagesRead,
      pagesReread: rechecks.length,
    });
    if (plan.verdict !== 'recheck') {
      return { end: plan, pagesRead, rechecks, missed: [...throughout].filter((id) => !distinct.has(id)) };
    }
    for (const request of plan.requests) {
      rechecks.push(request);
      if (request.kind === 'ids') requestIds(request.offerIds, request.companionIds);
      else if (options.behindEnd !== 'refused' || (request.page - 1) * request.pageSize < ids.length) {
        requestPage(request.page, request.pageSize);
      } else if (request.ifRefused !== undefined) {
        requestPage(request.ifRefused.page, request.ifRefused.pageSize);
      } else {
        throw new Error(`page ${request.page} of ${request.pageSize} was refused`);
      }
    }
  }
}

/** Cuts some pages of the usual size to their first `kept` rows. */
export function truncatePages(isCut: (page: number, attempt: number) => boolean, kept: number): AlterAnswer {
  return (answer, attempt) =>
    answer.pageSize === PAGE_SIZE && isCut(answer.page, attempt)
      ? { ...answer, rows: answer.rows.slice(0, kept) }
      : answer;
}

/** Swaps two rows of a page, so that it is not sorted. */
export const disorder: AlterAnswer = (answer) => {
  const [first, second, ...others] = answer.rows;
  return first === undefined || second === undefined || others.length === 0
    ? answer
    : { ...answer, rows: [second, first, ...others] };
};
