import fc from 'fast-check';
import { bendPages, idsEvery, playScan, type Bend, type ScanPlot } from './living-scan';
import { readPage } from './sorted-catalogue';

/** Neighbouring ids, ids as near as the network's, and ids so far apart that no gap can be asked id by id. */
const STEPS = [1, 4, 900];

const place = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const left = fc.array(place, { minLength: 1, maxLength: 12 });
const came = fc.array(place, { minLength: 1, maxLength: 12 });

/** Between two answers offers leave or come, or, where swaps are allowed, both. */
function living({ swaps, lastAt }: { swaps: boolean; lastAt: number }): fc.Arbitrary<ScanPlot> {
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
      ranks: fc.oneof(fc.constant([0]), fc.array(place, { minLength: 1, maxLength: 12 })),
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

/** New ids inside the catalogue and behind its end, wherever there is room for them. */
function idsFor(places: number[], step: number, count: number): number[] {
  return places.map((one) => 1_000 + Math.floor(one * (count + 50) * step) + (step > 1 ? 1 : 0));
}

test('a scan that is called whole has met all that was there from its start to its end, and it always ends in bounds', () => {
  const ends = { complete: 0, unproven: 0 };
  fc.assert(
    fc.property(living({ swaps: false, lastAt: 30 }), (plot) => {
      const { end, missed, again, pagesRead } = playScan(plot);
      ends[end.verdict] += 1;
      if (end.verdict === 'complete') expect(missed).toEqual([]);
      expect(again.length).toBeLessThanOrEqual(Math.max(pagesRead, 20));
    }),
    { numRuns: 1_500 },
  );
  expect(ends.complete).toBeGreaterThan(1_200);
});

test('where offers leave and others come between the same two answers, it fails only while no answer shows it', () => {
  const ends = { complete: 0, unproven: 0 };
  fc.assert(
    fc.property(living({ swaps: true, lastAt: 30 }), (plot) => {
      const { end, missed, again, pagesRead } = playScan(plot);
      ends[end.verdict] += 1;
      if (end.verdict === 'complete' && again.length > 0) expect(missed).toEqual([]);
      expect(again.length).toBeLessThanOrEqual(Math.max(pagesRead, 20));
    }),
    { numRuns: 1_500 },
  );
  expect(ends.complete).toBeGreaterThan(1_200);
});

test('a catalogue that comes to rest after the scan is proven whole, whatever happened before', () => {
  fc.assert(
    fc.property(living({ swaps: true, lastAt: 6 }), (plot) => {
      fc.pre(plot.ids.length > 600);
      const { end } = playScan(plot);
      expect(end).toEqual({ verdict: 'complete' });
    }),
    { numRuns: 300 },
  );
});

test.each(STEPS)('a catalogue with ids %d apart that stands still is asked nothing again', (step) => {
  for (const count of [1, 2, 99, 100, 101, 950]) {
    for (const descending of [false, true]) {
      expect(playScan({ ids: idsEvery(step, count), descending })).toMatchObject({
        end: { verdict: 'complete' },
        again: [],
        missed: [],
      });
    }
  }
});

test('what slipped to a page that had been read is asked for by id, and nothing else is', () => {
  const ids = idsEvery(1, 300);
  const changes = new Map([[1, { leave: [0.01, 0.02], come: [] }]]);
  const { end, again, missed } = playScan({ ids, changes });
  expect(again).toEqual([{ kind: 'ids', offerIds: ['1100', '1101'] }]);
  expect({ end, missed }).toEqual({ end: { verdict: 'complete' }, missed: [] });
});

test('between ids that are far apart one page lies across the boundary', () => {
  const changes = new Map([[1, { leave: [0.01, 0.02], come: [] }]]);
  const { end, again, missed } = playScan({ ids: idsEvery(900, 300), changes });
  expect(again).toHaveLength(2);
  expect(again.every((request) => request.kind === 'page' && request.pageSize < 100)).toBe(true);
  expect({ end, missed }).toEqual({ end: { verdict: 'complete' }, missed: [] });
});

test('two hundred offers that slipped over one boundary are followed page by page', () => {
  const changes = new Map([[2, { leave: Array.from({ length: 200 }, (_, index) => index / 900), come: [] }]]);
  const { end, missed } = playScan({ ids: idsEvery(900, 900), changes });
  expect({ end, missed }).toEqual({ end: { verdict: 'complete' }, missed: [] });
});

test('an offer that left unread while another came is no reason to doubt what the ids prove', () => {
  const changes = new Map([[1, { leave: [0.5], come: [1_001] }]]);
  const { end, again } = playScan({ ids: idsEvery(4, 850), changes });
  expect(end).toEqual({ verdict: 'complete' });
  expect(again.length).toBeGreaterThan(0);
});

test('a catalogue that never comes to rest is given up once it was asked as much again', () => {
  const leave = [0, 1 / 3_500, 2 / 3_500];
  const changes = new Map(Array.from({ length: 200 }, (_, index) => [index + 1, { leave, come: [] }]));
  const { end, again } = playScan({ ids: idsEvery(900, 3_500), changes });
  expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('gaps')] });
  expect(again).toHaveLength(35);
});

describe.each([false, true])('pages that run down: %s', (descending) => {
  test.each([1, 4, 9])('page %d, empty or short once, is read again', (broken) => {
    for (const kept of [0, 20]) {
      const bend = bendPages((page, asked) => page === broken && asked === 1, kept);
      const { end, again, missed } = playScan({ ids: idsEvery(4, 850), descending, bend });
      expect({ end, missed }).toEqual({ end: { verdict: 'complete' }, missed: [] });
      expect(again.filter(({ kind }) => kind === 'page')).toEqual([
        { kind: 'page', page: broken, pageSize: 100 },
      ]);
    }
  });

  test('several pages in a row that were empty are read again at once', () => {
    const bend = bendPages((page, asked) => page >= 3 && page <= 6 && asked === 1, 0);
    const { end, again, missed } = playScan({ ids: idsEvery(4, 850), descending, bend });
    const pages = again.flatMap((request) => (request.kind === 'page' ? request.page : []));
    expect({ end, pages, missed }).toEqual({ end: { verdict: 'complete' }, pages: [3, 4, 5, 6], missed: [] });
  });

  test('a page that stays empty is given up after four answers, and the scan is not whole', () => {
    const { end, again } = playScan({
      ids: idsEvery(4, 850),
      descending,
      bend: bendPages((page) => page === 4, 0),
    });
    expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('1 gaps')] });
    expect(again.filter(({ kind }) => kind === 'page')).toHaveLength(3);
  });
});

test('a row that came twice on its page, in the place of another, is noticed', () => {
  const bend: Bend = (read, rows, asked) =>
    read.page === 4 && asked === 1
      ? {
          read: { ...read, ordering: 'mixed', lowestId: null, highestId: null },
          rows: [...rows.slice(0, -1), rows[0] ?? 0],
        }
      : { read, rows };
  const { end, missed } = playScan({ ids: idsEvery(4, 850), bend });
  expect({ end, missed }).toEqual({ end: { verdict: 'complete' }, missed: [] });
});

test('one and the same page under every number is never whole', () => {
  const ids = idsEvery(4, 850);
  const first = readPage(ids, { page: 1, pageSize: 100, descending: false });
  const { end, again } = playScan({
    ids,
    bend: (read) => ({ read: { ...first.read, page: read.page }, rows: first.rows }),
  });
  expect(end).toMatchObject({ verdict: 'unproven', reasons: [expect.stringContaining('met 100 of 850')] });
  expect(again).toEqual([]);
});

test('a network that does not sort by id is believed by its counts alone', () => {
  const bend: Bend = (read, rows) => ({
    read: { ...read, ordering: 'mixed', lowestId: null, highestId: null },
    rows,
  });
  expect(playScan({ ids: idsEvery(4, 850), bend }).end).toEqual({ verdict: 'complete' });
  const changes = new Map([[2, { leave: [0.1], come: [] }]]);
  expect(playScan({ ids: idsEvery(4, 850), bend, changes }).end).toMatchObject({ verdict: 'unproven' });
});
