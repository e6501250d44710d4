import { startStopwatch } from '../../../harness/processes/stopwatch';
import { planRecheck } from '../../../src/domain/scan/plan-recheck';
import { findStraddlingPage } from '../../../src/domain/scan/straddling-page';
import { idsEvery, simulateScan } from './simulate-scan';
import { readPage } from './sorted-catalogue';

test('the straddling page is placed where the later of both answers saw the boundary', () => {
  const before = idsEvery(900, 400);
  const now = before.slice(0, 300);
  const read = (ids: number[], page: number, pageSize = 100) => readPage(ids, { page, pageSize });
  const reads = [read(before, 1), read(before, 3), read(before, 4), read(now, 2, 66), read(now, 9, 66)];
  const facts = {
    distinct: 300,
    changed: 0,
    lastTotal: 300,
    totalSpread: 100,
    pagesRead: 4,
  };
  const { page, pageSize } = findStraddlingPage(132);
  expect(planRecheck(reads, { ...facts, pagesReread: 1 })).toEqual({
    verdict: 'recheck',
    requests: expect.arrayContaining([{ kind: 'page', page, pageSize }]) as unknown,
  });
});

test.each([false, true])(
  'a scan during which the last pages disappear is complete once the current last page is read',
  (descending) => {
    const ids = idsEvery(900, 2_047);
    const leaving = Array.from({ length: 250 }, (_, index) => (descending ? index : 2_046 - index));
    const { end, rechecks, missed } = simulateScan({
      ids,
      descending,
      // Reads the last page first, then the others; the loss happens just before the current last page.
      rankOfPage: (page) => (page === 21 ? 0 : page),
      changes: new Map([[19, { leave: leaving.map((index) => (index + 0.5) / ids.length), come: [] }]]),
    });

    expect(end).toEqual({ verdict: 'complete' });
    expect(rechecks).toContainEqual({ kind: 'page', page: 18, pageSize: 100 });
    expect(missed).toEqual([]);
  },
);

test('counts that agree prove nothing once a total or an offer changed', () => {
  const reads = [1, 2, 3].map((page) => readPage(idsEvery(4, 250), { page, pageSize: 100 }));
  const facts = {
    distinct: 250,
    changed: 0,
    lastTotal: 250,
    totalSpread: 0,
    pagesRead: 2,
  };
  expect(planRecheck(reads, { ...facts, pagesReread: 0 })).toEqual({ verdict: 'complete' });
  for (const difference of [{ changed: 1 }, { totalSpread: 1 }, { distinct: 249 }]) {
    expect(planRecheck(reads, { ...facts, pagesReread: 0, ...difference })).toMatchObject({
      verdict: 'recheck',
    });
  }
});

/** The plan for a scan with this page size that lacks page 3, and has shifted between pages 1 and 2. */
function planForPagesOf(pageSize: number) {
  const before = idsEvery(900, 4 * pageSize);
  const now = before.filter((_, index) => index !== 0);
  const read = (ids: number[], page: number) => readPage(ids, { page, pageSize });
  const reads = [read(before, 1), ...[2, 4].map((page) => read(now, page))];
  const facts = {
    distinct: 3 * pageSize - 1,
    changed: 0,
    lastTotal: now.length,
    totalSpread: 1,
  };
  return planRecheck(reads, { ...facts, pagesRead: 4, pagesReread: 0 });
}

test('a network that cuts pages to fifty rows gets no requests for larger pages', () => {
  const { page, pageSize } = findStraddlingPage(50, 50);
  expect(planForPagesOf(50)).toEqual({
    verdict: 'recheck',
    requests: [
      { kind: 'page', page, pageSize },
      { kind: 'page', page: 3, pageSize: 50 },
    ],
  });
});

test('a network that returns two hundred rows per page gets no requests for more than a hundred', () => {
  const plan = planForPagesOf(200);
  const sizes =
    plan.verdict === 'recheck' ? plan.requests.map((each) => each.kind === 'page' && each.pageSize) : [];
  expect(sizes).toHaveLength(2);
  expect(sizes.filter((size) => size === false || size > 100)).toEqual([]);
});

test.each([
  ['all gaps', { changed: 1, requests: 50 }],
  ['the end of an unchanged catalogue', { changed: 0, requests: 1 }],
])('planning for ten thousand pages takes less than a second: %s', (_, { changed, requests }) => {
  const reads = Array.from({ length: 10_000 }, (_, index) => ({
    page: index + 1,
    pageSize: 100,
    unreadable: 0,
    repeated: 0,
    total: 1_000_000,
    received: 100,
    ordering: 'ascending' as const,
    lowestId: index * 90_000,
    highestId: index * 90_000 + 89_100,
  }));
  const facts = { distinct: 1_000_000, changed, lastTotal: 1_000_000, totalSpread: 0 };
  const readMs = startStopwatch();
  const plan = planRecheck(reads, { ...facts, pagesRead: 10_000, pagesReread: 0 });
  expect(plan.verdict === 'recheck' && plan.requests.length).toBe(requests);
  expect(readMs()).toBeLessThan(1_000);
});
