import fc from 'fast-check';
import {
  asMixed,
  idsEvery,
  simulateScan,
  truncatePages,
  type AlterAnswer,
  type Scenario,
} from './simulate-scan';
import { readPage } from './sorted-catalogue';

/** Adjacent ids, ids as dense as the network's, and ids too sparse to request any gap id by id. */
const STEPS = [1, 4, 900];

/** The result of a scan that is proven complete and is. */
const COMPLETE = { end: { verdict: 'complete' }, missed: [] };

const position = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const left = fc.array(position, { minLength: 1, maxLength: 12 });
const came = fc.array(position, { minLength: 1, maxLength: 12 });

/** Offers leave or come between two answers, or both if swaps are allowed. */
function scenarios({ swaps, lastAt }: { swaps: boolean; lastAt: number }): fc.Arbitrary<Scenario> {
  const nothing = fc.constant<number[]>([]);
  const change = fc.oneof(
    fc.record({ leave: left, come: nothing }),
    fc.record({ leave: nothing, come: came }),
    ...(swaps ? [fc.record({ leave: left, come: came })] : []),
  );
  return fc
    .record({
      step: fc.constantFrom(...STEPS),
      count: fc.integer({ min: 2, max: 900 }),
      descending: fc.boolean(),
      ranks: fc.oneof(fc.constant([0]), fc.array(position, { minLength: 1, maxLength: 12 })),
      changes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: lastAt }), change), {
        selector: ([at]) => at,
        maxLength: 14,
      }),
    })
    .map(({ step, count, descending, ranks, changes }) => ({
      ids: idsEvery(step, count),
      descending,
      rankOfPage: (page: number) => ranks[page % ranks.length] ?? 0,
      changes: new Map(
        changes.map(([at, { leave, come }]) => [at, { leave, come: idsFor(come, step, count) }]),
      ),
    }));
}

/** New ids inside the catalogue and behind its end. */
function idsFor(positions: number[], step: number, count: number): number[] {
  return positions.map((each) => 1_000 + Math.floor(each * (count + 50) * step) + (step > 1 ? 1 : 0));
}

test.each([
  ['a complete scan has met every offer that existed throughout', false],
  [
    'if offers leave and come between the same two answers, a scan is only wrong while no answer shows it',
    true,
  ],
])('%s, and rechecks stay within their budget', (_, swaps) => {
  const ends = { complete: 0, unproven: 0 };
  fc.assert(
    fc.property(scenarios({ swaps, lastAt: 30 }), (scenario) => {
      const { end, missed, rechecks, pagesRead } = simulateScan(scenario);
      ends[end.verdict] += 1;
      if (end.verdict === 'complete' && (!swaps || rechecks.length > 0)) expect(missed).toEqual([]);
      expect(rechecks.length).toBeLessThanOrEqual(Math.max(pagesRead, 20));
    }),
    { numRuns: 1_500 },
  );
  expect(ends.complete).toBeGreaterThan(1_200);
});

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

test.each(STEPS)('an unchanged catalogue with ids %d apart needs no recheck', (step) => {
  for (const count of [1, 2, 99, 100, 101, 950]) {
    for (const descending of [false, true]) {
      const result = simulateScan({ ids: idsEvery(step, count), descending });
      expect(result).toMatchObject({ ...COMPLETE, rechecks: [] });
    }
  }
});

test('an offer that slipped to a page already read is requested by id, and nothing else is', () => {
  const ids = idsEvery(1, 300);
  const changes = new Map([[1, { leave: [0.01, 0.02], come: [] }]]);
  const { end, rechecks, missed } = simulateScan({ ids, changes });
  expect(rechecks).toEqual([{ kind: 'ids', offerIds: ['1100', '1101'] }]);
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
      expect(rechecks.filter(({ kind }) => kind === 'page')).toEqual([
        { kind: 'page', page: broken, pageSize: 100 },
      ]);
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
  const alter: AlterAnswer = (read, rows, attempt) =>
    read.page === 4 && attempt === 1
      ? { read: asMixed(read), rows: [...rows.slice(0, -1), rows[0] ?? 0] }
      : { read, rows };
  const { end, missed } = simulateScan({ ids: idsEvery(4, 850), alter });
  expect({ end, missed }).toEqual(COMPLETE);
});

test('a network that returns the same page for every number never proves a scan complete', () => {
  const ids = idsEvery(4, 850);
  const first = readPage(ids, { page: 1, pageSize: 100, descending: false });
  const { end, rechecks } = simulateScan({
    ids,
    alter: (read) => ({ read: { ...first.read, page: read.page }, rows: first.rows }),
  });
  expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('met 100 of 850')] });
  expect(rechecks).toEqual([]);
});

test('without a sort by id only counts can prove a scan complete', () => {
  const alter: AlterAnswer = (read, rows) => ({ read: asMixed(read), rows });
  expect(simulateScan({ ids: idsEvery(4, 850), alter }).end).toEqual({ verdict: 'complete' });
  const changes = new Map([[2, { leave: [0.1], come: [] }]]);
  expect(simulateScan({ ids: idsEvery(4, 850), alter, changes }).end).toMatchObject({ verdict: 'unproven' });
});
