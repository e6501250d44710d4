import fc from 'fast-check';
import { findGaps } from '../../../src/domain/scan/coverage';
import { readPage, type CatalogueMoment } from './sorted-catalogue';

const HUNDRED_A_PAGE = { pageSize: 100, descending: false };

function idsFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function scan(ids: number[], pages: number[]) {
  return pages.map((page) => readPage(ids, { ...HUNDRED_A_PAGE, page }).read);
}

test('the pages of an unchanged catalogue cover it, in either direction', () => {
  const ids = idsFrom(1, 950);
  for (const descending of [false, true]) {
    const reads = idsFrom(1, 10).map((page) => readPage(ids, { page, pageSize: 100, descending }).read);
    expect(findGaps(reads)).toEqual({ kind: 'covered' });
    expect(findGaps([...reads, ...reads].reverse())).toEqual({ kind: 'covered' });
  }
});

test('an offer that slipped to a page already read leaves a gap between both pages', () => {
  const ids = idsFrom(1, 300);
  const first = readPage(ids, { ...HUNDRED_A_PAGE, page: 1 }).read;
  const shifted = ids.filter((id) => id !== 50 && id !== 60);
  const rest = scan(shifted, [2, 3]);
  expect(findGaps([first, ...rest])).toEqual({
    kind: 'gaps',
    gaps: [{ afterId: 100, beforeId: 103, afterPage: 1, beforePage: 2 }],
  });
});

test('in descending order a gap still runs from the lower id to the higher', () => {
  const ids = idsFrom(1, 200);
  const first = readPage(ids, { page: 1, pageSize: 100, descending: true }).read;
  const second = readPage(
    ids.filter((id) => id < 195),
    { page: 2, pageSize: 100, descending: true },
  ).read;
  expect(findGaps([first, second])).toEqual({
    kind: 'gaps',
    gaps: [{ afterId: 94, beforeId: 101, afterPage: 2, beforePage: 1 }],
  });
});

test('unused ids between two pages are a gap too: only a request can show that they are unused', () => {
  const ids = idsFrom(1, 200).map((number) => number * 3);
  expect(findGaps(scan(ids, [1, 2]))).toMatchObject({ gaps: [{ afterId: 300, beforeId: 303 }] });
});

test('there is no gap between adjacent ids', () => {
  expect(findGaps(scan(idsFrom(5_000, 5_199), [1, 2]))).toEqual({ kind: 'covered' });
});

test('an unread page, no page at all and an empty page leave gaps', () => {
  const ids = idsFrom(1, 300);
  expect(findGaps(scan(ids, [1, 3]))).toMatchObject({ gaps: [{ afterId: 100, beforeId: 201 }] });
  expect(findGaps(scan(ids, [2, 3]))).toMatchObject({
    gaps: [{ afterId: null, beforeId: 101, beforePage: 2 }],
  });
  expect(findGaps(scan(ids, [1, 2, 4]))).toMatchObject({
    gaps: [{ afterId: 200, beforeId: null, afterPage: 2 }],
  });
  const everything = { afterId: null, beforeId: null, afterPage: null, beforePage: null };
  expect(findGaps([])).toEqual({ kind: 'gaps', gaps: [everything] });
});

test('a short page in the middle covers nothing, and a short last page only if it has all its rows', () => {
  const [first, second, last] = scan(idsFrom(1, 250), [1, 2, 3]) as [
    CatalogueMoment,
    CatalogueMoment,
    CatalogueMoment,
  ];
  expect(findGaps([first, { ...second, received: 99 }, last])).toMatchObject({
    gaps: [{ afterId: 100, beforeId: 201 }],
  });
  const cutShort = { ...last, received: 49, highestId: 249 };
  expect(findGaps([first, second, cutShort])).toMatchObject({ gaps: [{ afterId: 200, beforeId: null }] });
  const { total, ...withoutTotal } = cutShort;
  expect(total).toBe(250);
  expect(findGaps([first, second, withoutTotal])).toEqual({ kind: 'covered' });
});

test('a full page that claims to be the last of a larger catalogue does not cover its end', () => {
  const [read] = scan(idsFrom(1, 250), [1]) as [CatalogueMoment];
  expect(findGaps([{ ...read, totalPages: 1 }])).toMatchObject({ gaps: [{ afterId: 100, beforeId: null }] });
});

test('a page of another size closes the gap', () => {
  const ids = idsFrom(1, 300);
  const reads = [...scan(ids, [1]), ...scan(ids.slice(2), [2, 3])];
  const straddling = readPage(ids.slice(2), { page: 2, pageSize: 66, descending: false }).read;
  expect(findGaps(reads)).toMatchObject({ kind: 'gaps' });
  expect(findGaps([...reads, straddling])).toEqual({ kind: 'covered' });
});

test('mixed ids, both directions and the same page for every number prove nothing', () => {
  const ids = idsFrom(1, 300);
  const [first, second, last] = scan(ids, [1, 2, 3]) as [CatalogueMoment, CatalogueMoment, CatalogueMoment];
  expect(findGaps([first, { ...second, ordering: 'mixed', lowestId: null, highestId: null }, last])).toEqual({
    kind: 'unordered',
  });
  expect(findGaps([first, { ...second, ordering: 'descending' }, last])).toEqual({ kind: 'unordered' });
  expect(findGaps([1, 2, 3].map((page) => ({ ...first, page })))).toEqual({ kind: 'unordered' });
});

test('pages of one row show no direction, but a catalogue of one offer is covered', () => {
  const single = { pageSize: 1, descending: false };
  expect(findGaps([readPage([7], { ...single, page: 1 }).read])).toEqual({ kind: 'covered' });
  const pages = [1, 2, 3].map((page) => readPage([7, 8, 9], { ...single, page }).read);
  expect(findGaps(pages)).toEqual({ kind: 'unordered' });
});

test('a scan that missed an offer that existed throughout is never covered', () => {
  const moments = fc.array(
    fc.record({
      page: fc.integer({ min: 1, max: 9 }),
      pageSize: fc.constantFrom(3, 3, 3, 4, 5),
      toggles: fc.array(fc.nat(40), { maxLength: 3 }),
    }),
    { minLength: 4, maxLength: 40 },
  );
  let covered = 0;
  fc.assert(
    fc.property(
      moments,
      fc.boolean(),
      fc.boolean(),
      fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
      (steps, descending, withTotal, start) => {
        let ids = [...start].sort((a, b) => a - b);
        let throughout = new Set(ids);
        const met = new Set<number>();
        const reads = [];
        for (const { page, pageSize, toggles } of steps) {
          const answer = readPage(ids, { page, pageSize, descending });
          answer.rows.forEach((id) => met.add(id));
          const { total, ...withoutTotal } = answer.read;
          reads.push(withTotal ? { ...withoutTotal, total } : withoutTotal);
          throughout = new Set([...throughout].filter((id) => ids.includes(id)));
          const present = new Set(ids);
          for (const id of toggles) if (!present.delete(id)) present.add(id);
          ids = [...present].sort((a, b) => a - b);
        }
        const coverage = findGaps(reads);
        if (coverage.kind === 'unordered') return;
        const gaps = coverage.kind === 'gaps' ? coverage.gaps : [];
        if (coverage.kind === 'covered') covered += 1;
        const isInGap = (id: number) =>
          gaps.some(({ afterId, beforeId }) => id > (afterId ?? -Infinity) && id < (beforeId ?? Infinity));
        expect([...throughout].filter((id) => !met.has(id) && !isInGap(id))).toEqual([]);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(covered).toBeGreaterThan(100);
});

test('10,000 pages of a million offers take less than half a second', () => {
  const reads = idsFrom(1, 10_000).map((page) => ({
    page,
    pageSize: 100,
    totalPages: 10_000,
    total: 1_000_000,
    received: 100,
    ordering: 'ascending' as const,
    lowestId: (page - 1) * 400,
    highestId: page * 400 - 4,
  }));
  const startedAt = performance.now();
  const coverage = findGaps(reads);
  expect(performance.now() - startedAt).toBeLessThan(500);
  expect(coverage.kind === 'gaps' && coverage.gaps.length).toBe(9_999);
});
