import fc from 'fast-check';
import { startStopwatch } from '../../../harness/processes/stopwatch';
import { findGaps } from '../../../src/domain/scan/coverage';
import type { ScannedPage } from '../../../src/domain/scan/scanned-page';
import { answerPage, readPage, toScannedPage } from './sorted-catalogue';

const HUNDRED_A_PAGE = { pageSize: 100 };

function idsFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function scan(ids: number[], pages: number[]) {
  return pages.map((page) => readPage(ids, { ...HUNDRED_A_PAGE, page }));
}

test('the pages of an unchanged catalogue cover it, in either direction', () => {
  const ids = idsFrom(1, 950);
  for (const descending of [false, true]) {
    const reads = idsFrom(1, 10).map((page) => readPage(ids, { page, pageSize: 100, descending }));
    expect(findGaps(reads)).toEqual({ kind: 'covered' });
    expect(findGaps([...reads, ...reads].reverse())).toEqual({ kind: 'covered' });
  }
});

test('an offer that slipped to a page already read leaves a gap between both pages', () => {
  const ids = idsFrom(1, 300);
  const first = readPage(ids, { ...HUNDRED_A_PAGE, page: 1 });
  const shifted = ids.filter((id) => id !== 50 && id !== 60);
  const rest = scan(shifted, [2, 3]);
  expect(findGaps([first, ...rest])).toEqual({
    kind: 'gaps',
    gaps: [{ afterId: 100, beforeId: 103, afterPage: 1, beforePage: 2 }],
  });
});

test('in descending order a gap still runs from the lower id to the higher', () => {
  const ids = idsFrom(1, 200);
  const first = readPage(ids, { page: 1, pageSize: 100, descending: true });
  const second = readPage(
    ids.filter((id) => id < 195),
    { page: 2, pageSize: 100, descending: true },
  );
  expect(findGaps([first, second])).toEqual({
    kind: 'gaps',
    gaps: [{ afterId: 94, beforeId: 101, afterPage: 2, beforePage: 1 }],
  });
});

test('unused ids between two pages are a gap too: only a request can show that they are unused', () => {
  const ids = idsFrom(1, 199).map((number) => number * 3);
  expect(findGaps(scan(ids, [1, 2]))).toMatchObject({ gaps: [{ afterId: 300, beforeId: 303 }] });
});

test('there is no gap between adjacent ids', () => {
  expect(findGaps(scan(idsFrom(5_000, 5_198), [1, 2]))).toEqual({ kind: 'covered' });
});

test('an unread page, no page at all and an empty page leave gaps', () => {
  const ids = idsFrom(1, 299);
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
  const [first, second, last] = scan(idsFrom(1, 250), [1, 2, 3]) as [ScannedPage, ScannedPage, ScannedPage];
  expect(findGaps([first, { ...second, received: 99 }, last])).toMatchObject({
    gaps: [{ afterId: 100, beforeId: 201 }],
  });
  const cutShort = { ...last, received: 49, highestId: 249 };
  expect(findGaps([first, second, cutShort])).toMatchObject({ gaps: [{ afterId: 200, beforeId: null }] });
});

test('a full page of a larger catalogue does not cover its end', () => {
  expect(findGaps(scan(idsFrom(1, 250), [1, 4]))).toMatchObject({ gaps: [{ afterId: 100, beforeId: null }] });
});

test('a page that no other answer agrees with covers nothing', () => {
  const reads = scan(idsFrom(1, 250), [1, 2, 3]);
  expect(findGaps(reads)).toEqual({ kind: 'covered' });
  const small = toScannedPage({ page: 1, pageSize: 100, total: 34, rows: idsFrom(1, 34) });
  const gaps = [{ afterId: null, beforeId: 101, afterPage: null, beforePage: 2 }];
  expect(findGaps([small, ...reads.slice(1)])).toEqual({ kind: 'gaps', gaps });
  // A repetition of the same request is no other answer.
  const rows = idsFrom(1, 100).map((number) => number * 2);
  const part = toScannedPage({ page: 1, pageSize: 100, total: 125, rows });
  expect(findGaps([part, part, ...reads.slice(1)])).toEqual({ kind: 'gaps', gaps });
});

test('the last page is the last only if another answer states so, and no later answer has an id behind it', () => {
  const [first, second, last] = scan(idsFrom(1, 250), [1, 2, 3]) as [ScannedPage, ScannedPage, ScannedPage];
  const openEnd = { kind: 'gaps', gaps: [{ afterId: 200, beforeId: null, afterPage: 2, beforePage: null }] };
  const grown = [first, second].map((read) => ({ ...read, total: 304 }));
  const cut = toScannedPage({ page: 3, pageSize: 100, total: 297, rows: idsFrom(201, 297) });
  expect(findGaps([...grown, cut])).toEqual(openEnd);
  // A repetition of the same request is no other answer.
  expect(findGaps([...grown, cut, cut])).toEqual(openEnd);
  const behind = readPage(idsFrom(1, 330), { page: 4, pageSize: 80 });
  expect(findGaps([first, second, last, { ...behind, total: 250 }])).toMatchObject({
    gaps: [{ afterId: 200, beforeId: 241 }, { beforeId: null }],
  });
});

test('page 1 is the first only if no later answer has an id before it', () => {
  const ids = idsFrom(1, 250);
  const shifted = toScannedPage({ page: 1, pageSize: 100, total: 250, rows: idsFrom(51, 150) });
  const reads = [shifted, ...scan(ids, [2, 3]), readPage(ids, { page: 1, pageSize: 40 })];
  expect(findGaps(reads)).toMatchObject({ kind: 'gaps', gaps: [{ afterId: 40, beforeId: 51 }] });
});

test('a full page does not show that the catalogue ends behind it', () => {
  const ids = idsFrom(1, 200);
  const reads = scan(ids, [1, 2]);
  expect(findGaps(reads)).toMatchObject({ gaps: [{ afterId: 200, beforeId: null }] });
  expect(findGaps([...reads, readPage(ids, { page: 3, pageSize: 70 })])).toEqual({ kind: 'covered' });
});

test('a page with a repeated row covers nothing, however often it is read', () => {
  const [first, second, last] = scan(idsFrom(1, 250), [1, 2, 3]) as [ScannedPage, ScannedPage, ScannedPage];
  const rows = [101, 101, ...idsFrom(103, 200)];
  const repeated = toScannedPage({ page: 2, pageSize: 100, total: 250, rows });
  const gap = { gaps: [{ afterId: 100, beforeId: 201 }] };
  expect(findGaps([first, repeated, last, repeated])).toMatchObject(gap);
  expect(findGaps([first, repeated, last, second])).toEqual({ kind: 'covered' });
});

test('a page with an unreadable row covers its ids only if it stays unreadable', () => {
  const [first, , last] = scan(idsFrom(1, 250), [1, 2, 3]) as [ScannedPage, ScannedPage, ScannedPage];
  const rows = idsFrom(101, 199);
  const garbled = toScannedPage({ page: 2, pageSize: 100, total: 250, rows, unreadable: 1 });
  expect(findGaps([first, garbled, last])).toMatchObject({ gaps: [{ afterId: 100, beforeId: 201 }] });
  expect(findGaps([first, garbled, last, garbled])).toMatchObject({
    gaps: [{ afterId: 199, beforeId: 201 }],
  });
});

test.each([false, true])('pages sorted as text prove nothing, descending: %s', (descending) => {
  const ids = idsFrom(99_900, 100_130);
  const read = (page: number) => readPage(ids, { page, pageSize: 100, descending, sortedAs: 'text' });
  expect(findGaps([1, 2, 3].map(read))).toEqual({ kind: 'unordered' });
  // Without a page that holds ids of both lengths.
  const aligned = idsFrom(99_950, 100_199);
  const readAligned = (page: number) =>
    readPage(aligned, { page, pageSize: 100, descending, sortedAs: 'text' });
  expect(findGaps([1, 2, 3].map(readAligned))).toEqual({ kind: 'unordered' });
});

test('a page of another size closes the gap', () => {
  const ids = idsFrom(1, 300);
  const reads = [...scan(ids, [1]), ...scan(ids.slice(2), [2, 3])];
  const straddling = readPage(ids.slice(2), { page: 2, pageSize: 66 });
  expect(findGaps(reads)).toMatchObject({ kind: 'gaps' });
  expect(findGaps([...reads, straddling])).toEqual({ kind: 'covered' });
});

test('mixed ids, both directions and the same page for every number prove nothing', () => {
  const ids = idsFrom(1, 300);
  const [first, second, last] = scan(ids, [1, 2, 3]) as [ScannedPage, ScannedPage, ScannedPage];
  expect(findGaps([first, { ...second, ordering: 'mixed', lowestId: null, highestId: null }, last])).toEqual({
    kind: 'unordered',
  });
  expect(findGaps([first, { ...second, ordering: 'descending' }, last])).toEqual({ kind: 'unordered' });
  expect(findGaps([1, 2, 3].map((page) => ({ ...first, page })))).toEqual({ kind: 'unordered' });
});

test('pages of one row show no direction, but a catalogue of one offer is covered', () => {
  const single = { pageSize: 1 };
  const alone = [1, 2].map((page) => readPage([7], { pageSize: 2, page }));
  expect(findGaps(alone)).toEqual({ kind: 'covered' });
  const pages = [1, 2, 3].map((page) => readPage([7, 8, 9], { ...single, page }));
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
      fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
      (steps, descending, start) => {
        let ids = [...start].sort((a, b) => a - b);
        let throughout = new Set(ids);
        const met = new Set<number>();
        const reads = [];
        for (const { page, pageSize, toggles } of steps) {
          const answer = answerPage(ids, { page, pageSize, descending });
          answer.rows.forEach((id) => met.add(id));
          reads.push(toScannedPage(answer));
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
    total: 1_000_000,
    received: 100,
    unreadable: 0,
    repeated: 0,
    ordering: 'ascending' as const,
    lowestId: (page - 1) * 400,
    highestId: page * 400 - 4,
  }));
  const readMs = startStopwatch();
  const coverage = findGaps(reads);
  expect(readMs()).toBeLessThan(500);
  expect(coverage.kind === 'gaps' && coverage.gaps.length).toBe(10_000);
});
