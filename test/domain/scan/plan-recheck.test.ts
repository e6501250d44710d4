import fc from 'fast-check';
import { startStopwatch } from '../../../harness/processes/stopwatch';
import { HEARTBEAT_TIMEOUT_MS } from '../../../src/domain/run-times';
import { planRecheck } from '../../../src/domain/scan/plan-recheck';
import { scenarios, STEPS } from './scenarios';
import { disorder, idsEvery, simulateScan, truncatePages, type AlterAnswer } from './simulate-scan';
import { answerPage, readPage } from './sorted-catalogue';

/** The result of a scan that is proven complete and is. */
const COMPLETE = { end: { verdict: 'complete' }, missed: [] };

test.each([
  ['', false],
  ['also if offers leave and come between the same two answers, ', true],
])(
  'a complete scan has met every offer that existed throughout, %sand rechecks stay within their budget',
  (_, swaps) => {
    const ends = { complete: 0, unproven: 0 };
    fc.assert(
      fc.property(scenarios({ swaps, lastAt: 30 }), (scenario) => {
        const { end, missed, rechecks, pagesRead } = simulateScan(scenario);
        ends[end.verdict] += 1;
        if (end.verdict === 'complete') expect(missed).toEqual([]);
        expect(rechecks.length).toBeLessThanOrEqual(Math.max(pagesRead, 20));
      }),
      { numRuns: 1_500 },
    );
    expect(ends.complete).toBeGreaterThan(1_200);
  },
);

test('a scan of a catalogue that stops changing is always proven complete', () => {
  fc.assert(
    fc.property(scenarios({ swaps: true, lastAt: 6 }), (scenario) => {
      fc.pre(scenario.ids.length > 600);
      const { end } = simulateScan(scenario);
      expect(end).toEqual({ verdict: 'complete' });
    }),
    { numRuns: 300 },
  );
});

test.each(STEPS)(
  'an unchanged catalogue with ids %d apart needs no recheck, except to confirm its end',
  (step) => {
    for (const count of [1, 2, 99, 100, 101, 300, 950]) {
      for (const descending of [false, true]) {
        const result = simulateScan({ ids: idsEvery(step, count), descending, isKnown: () => true });
        // A single answer proves nothing: the page after it is read too. Nor does a full page show the end.
        const isExtra = [count <= 100, count % 100 === 0].filter(Boolean);
        expect(result).toMatchObject(COMPLETE);
        expect(result.rechecks).toHaveLength(isExtra.length);
      }
    }
  },
);

test('an offer that slipped to a page already read is requested by id, and nothing else is', () => {
  const ids = idsEvery(1, 300);
  const changes = new Map([[1, { leave: [0.01, 0.02], come: [] }]]);
  const { end, rechecks, missed } = simulateScan({ ids, changes });
  expect(rechecks).toEqual([{ kind: 'ids', offerIds: ['1100', '1101'], companionIds: ['1099', '1102'] }]);
  expect({ end, missed }).toEqual(COMPLETE);
});

test('between sparse ids one page that straddles the boundary is read', () => {
  const changes = new Map([[1, { leave: [0.01, 0.02], come: [] }]]);
  const { end, rechecks, missed } = simulateScan({ ids: idsEvery(900, 300), changes });
  expect(rechecks).toHaveLength(2);
  expect(rechecks.every((request) => request.kind === 'page' && request.pageSize < 100)).toBe(true);
  expect({ end, missed }).toEqual(COMPLETE);
});

test('two hundred offers that slipped over one boundary are found page by page', () => {
  const changes = new Map([[2, { leave: Array.from({ length: 200 }, (_, index) => index / 900), come: [] }]]);
  const { end, missed } = simulateScan({ ids: idsEvery(900, 900), changes });
  expect({ end, missed }).toEqual(COMPLETE);
});

test('a scan stays provable by its ids when an unread offer left and another came', () => {
  const changes = new Map([[1, { leave: [0.5], come: [1_001] }]]);
  const { end, rechecks } = simulateScan({ ids: idsEvery(4, 850), changes });
  expect(end).toEqual({ verdict: 'complete' });
  expect(rechecks.length).toBeGreaterThan(0);
});

test('rechecks of a catalogue that never stops changing end after as many requests as the scan', () => {
  const leave = [0, 1 / 3_500, 2 / 3_500];
  const changes = new Map(Array.from({ length: 200 }, (_, index) => [index + 1, { leave, come: [] }]));
  const { end, rechecks } = simulateScan({ ids: idsEvery(900, 3_500), changes });
  expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('gaps')] });
  expect(rechecks).toHaveLength(35);
});

describe.each([false, true])('descending pages: %s', (descending) => {
  test.each([1, 4, 9])('page %d is read again when it was empty or short once', (broken) => {
    for (const kept of [0, 20]) {
      const alter = truncatePages((page, attempt) => page === broken && attempt === 1, kept);
      const { end, rechecks, missed } = simulateScan({ ids: idsEvery(4, 850), descending, alter });
      expect({ end, missed }).toEqual(COMPLETE);
      // The page after the last one confirms the end of the catalogue.
      const pages = broken === 9 ? [9, 10] : [broken];
      expect(rechecks.filter(({ kind }) => kind === 'page')).toMatchObject(
        pages.map((page) => ({ page, pageSize: 100 })),
      );
    }
  });

  test('several adjacent empty pages are read again in one round', () => {
    const alter = truncatePages((page, attempt) => page >= 3 && page <= 6 && attempt === 1, 0);
    const { end, rechecks, missed } = simulateScan({ ids: idsEvery(4, 850), descending, alter });
    const pages = rechecks.flatMap((request) => (request.kind === 'page' ? request.page : []));
    expect({ end, pages, missed }).toEqual({ end: { verdict: 'complete' }, pages: [3, 4, 5, 6], missed: [] });
  });

  test('a page that stays empty is read four times, and the scan is unproven', () => {
    const { end, rechecks } = simulateScan({
      ids: idsEvery(4, 850),
      descending,
      alter: truncatePages((page) => page === 4, 0),
    });
    expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('1 gaps')] });
    expect(rechecks.filter(({ kind }) => kind === 'page')).toHaveLength(3);
  });
});

test('a row repeated on its page in place of another one is noticed', () => {
  const alter: AlterAnswer = (answer, attempt) =>
    answer.page === 4 && attempt === 1
      ? { ...answer, rows: [...answer.rows.slice(0, -1), answer.rows[0]!] }
      : answer;
  const { end, missed } = simulateScan({ ids: idsEvery(4, 850), alter });
  expect({ end, missed }).toEqual(COMPLETE);
});

test('a network that returns the same page for every number never proves a scan complete', () => {
  const ids = idsEvery(4, 850);
  const first = answerPage(ids, { page: 1, pageSize: 100 });
  const { end, rechecks } = simulateScan({ ids, alter: ({ page }) => ({ ...first, page }) });
  expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('met 100 of 850')] });
  expect(rechecks).toEqual([]);
});

test('without a sort by id a scan is only complete while counts and mirror show no change', () => {
  const scenario = { ids: idsEvery(4, 850), alter: disorder, isKnown: () => true };
  expect(simulateScan(scenario).end).toEqual({ verdict: 'complete' });
  const changes = new Map([[2, { leave: [0.1], come: [] }]]);
  for (const changed of [{ changes }, { isKnown: (id: number) => id !== 1_400 }]) {
    expect(simulateScan({ ...scenario, ...changed }).end).toMatchObject({ verdict: 'unproven' });
  }
});

describe.each(['last-page', 'refused'] as const)('a page behind the end: %s', (behindEnd) => {
  test.each([1, 7, 900])('an unchanged catalogue with ids %d apart is proven complete', (step) => {
    for (const count of [1, 2, 19, 50, 98, 99, 100, 101, 300, 950]) {
      for (const descending of [false, true]) {
        expect(simulateScan({ ids: idsEvery(step, count), descending, behindEnd })).toMatchObject(COMPLETE);
      }
    }
  });

  test('a complete scan of a changing catalogue has met every offer that existed throughout', () => {
    let complete = 0;
    fc.assert(
      fc.property(scenarios({ swaps: true, lastAt: 30 }), (scenario) => {
        const { end, missed } = simulateScan({ ...scenario, behindEnd });
        if (end.verdict !== 'complete') return;
        complete += 1;
        expect(missed).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(complete).toBeGreaterThan(300);
  });

  test('a first answer that lacks rows, and states a size of its own, is not believed', () => {
    const cut: AlterAnswer = (answer, attempt) =>
      answer.page === 1 && answer.pageSize === 100 && attempt <= 1
        ? { ...answer, total: 60, rows: answer.rows.slice(0, 60) }
        : answer;
    const { end, missed } = simulateScan({ ids: idsEvery(4, 90), alter: cut, behindEnd });
    expect({ end, missed }).toEqual(COMPLETE);
  });
});

test('a network that repeats a page with fewer rows than it states is never proven complete', () => {
  const half: AlterAnswer = (answer) => ({ ...answer, rows: answer.rows.slice(0, 40) });
  const { end } = simulateScan({ ids: idsEvery(4, 80), alter: half, behindEnd: 'last-page' });
  expect(end.verdict).toBe('unproven');
});

test('a round over tens of thousands of gaps is planned within seconds', () => {
  const pages = 20_000;
  const total = 100 * pages;
  const page = readPage(idsEvery(1, 100), { page: 1, pageSize: 100 });
  const reads = Array.from({ length: pages }, (_, index) => ({
    ...page,
    page: index + 1,
    total,
    lowestId: page.lowestId! + 250 * index,
    highestId: page.highestId! + 250 * index,
  }));
  const facts = { distinct: total, changed: 1, lastTotal: total, totalSpread: 0 };

  const readMs = startStopwatch();
  const plan = planRecheck(reads, { ...facts, pagesRead: pages, pagesReread: 0 });

  expect(plan).toMatchObject({ verdict: 'recheck', requests: { length: 50 } });
  // Measured: 0.3 s; a minute when each batch searches all pages.
  expect(readMs()).toBeLessThan(HEARTBEAT_TIMEOUT_MS / 2);
});
