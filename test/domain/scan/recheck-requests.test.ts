import { planRecheck } from '../../../src/domain/scan/plan-recheck';
import { findStraddlingPage } from '../../../src/domain/scan/straddling-page';
import { idsEvery, playScan } from './living-scan';
import { readPage } from './sorted-catalogue';

test('the page across a boundary is laid where the later answer of both sides saw it', () => {
  const before = idsEvery(900, 400);
  const now = before.slice(0, 300);
  const read = (ids: number[], page: number, pageSize = 100) =>
    readPage(ids, { page, pageSize, descending: false }).read;
  const reads = [read(before, 1), read(before, 3), read(before, 4), read(now, 2, 66)];
  const facts = { distinct: 300, duplicate: 0, unusable: 0, lastTotal: 300, totalMoved: 100, pagesRead: 4 };
  const { page, pageSize } = findStraddlingPage(132);
  expect(planRecheck(reads, { ...facts, rereads: 1 })).toEqual({
    verdict: 'recheck',
    requests: expect.arrayContaining([{ kind: 'page', page, pageSize }]) as unknown,
  });
});

test.each([false, true])(
  'a catalogue that loses its last pages while they are read is whole once what is the last one by now is read',
  (descending) => {
    const ids = idsEvery(900, 2_047);
    const leaving = Array.from({ length: 250 }, (_, index) => (descending ? index : 2_046 - index));
    const { end, again, missed } = playScan({
      ids,
      descending,
      // The last page first, as it was; then the others, and the loss between what is the last one by now and the rest.
      rankOfPage: (page) => (page === 21 ? 0 : page),
      changes: new Map([[19, { leave: leaving.map((index) => (index + 0.5) / ids.length), come: [] }]]),
    });

    expect(end).toEqual({ verdict: 'complete' });
    expect(again).toContainEqual({ kind: 'page', page: 18, pageSize: 100 });
    expect(missed).toEqual([]);
  },
);

test('counts that come to agree again prove nothing once something was amiss', () => {
  const [first, second] = [1, 2].map((page) =>
    readPage(idsEvery(4, 250), { page, pageSize: 100, descending: false }),
  );
  const reads = [first!.read, second!.read];
  const facts = { distinct: 250, duplicate: 0, unusable: 0, lastTotal: 250, totalMoved: 0, pagesRead: 2 };
  expect(planRecheck(reads, { ...facts, rereads: 0 })).toEqual({ verdict: 'complete' });
  expect(planRecheck(reads, { ...facts, rereads: 1 })).toMatchObject({ verdict: 'recheck' });
  expect(planRecheck(reads, { ...facts, duplicate: 1, rereads: 0 })).toMatchObject({ verdict: 'recheck' });
});

/** A scan in pages of this size that lacks page 3, and whose pages 1 and 2 have shifted apart. */
function scanInPagesOf(pageSize: number) {
  const before = idsEvery(900, 4 * pageSize);
  const now = before.filter((_, index) => index !== 0);
  const read = (ids: number[], page: number) => readPage(ids, { page, pageSize, descending: false }).read;
  const reads = [read(before, 1), ...[2, 4].map((page) => read(now, page))];
  const facts = {
    distinct: 3 * pageSize - 1,
    duplicate: 0,
    unusable: 0,
    lastTotal: now.length,
    totalMoved: 1,
  };
  return planRecheck(reads, { ...facts, pagesRead: 4, rereads: 0 });
}

test('a network that cuts pages to fifty rows is asked for pages of no more than that', () => {
  const { page, pageSize } = findStraddlingPage(50, 50);
  expect(scanInPagesOf(50)).toEqual({
    verdict: 'recheck',
    requests: [
      { kind: 'page', page, pageSize },
      { kind: 'page', page: 3, pageSize: 50 },
    ],
  });
});

test('a network that gives two hundred rows to a page is never asked for more than a hundred', () => {
  const plan = scanInPagesOf(200);
  const sizes =
    plan.verdict === 'recheck' ? plan.requests.map((each) => each.kind === 'page' && each.pageSize) : [];
  expect(sizes).toHaveLength(2);
  expect(sizes.filter((size) => size === false || size > 100)).toEqual([]);
});

test('a scan of ten thousand pages with a gap at each is planned in well under a second', () => {
  const reads = Array.from({ length: 10_000 }, (_, index) => ({
    page: index + 1,
    pageSize: 100,
    totalPages: 10_000,
    total: 1_000_000,
    received: 100,
    ordering: 'ascending' as const,
    lowestId: index * 90_000,
    highestId: index * 90_000 + 89_100,
  }));
  const facts = { distinct: 999_000, duplicate: 0, unusable: 0, lastTotal: 1_000_000, totalMoved: 1_000 };
  const startedAt = performance.now();
  const plan = planRecheck(reads, { ...facts, pagesRead: 10_000, rereads: 0 });
  expect(plan.verdict === 'recheck' && plan.requests.length).toBe(100);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
