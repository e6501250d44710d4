import fc from 'fast-check';
import { position, scenarios } from './scenarios';
import { type AlterAnswer, disorder, type Scenario, simulateScan } from './simulate-scan';
import { answerPage, type PageAnswer } from './sorted-catalogue';

/** Which requests get a wrong answer: those for these pages, each a limited number of times. */
const target = fc.record({
  pages: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  attempts: fc.constantFrom(1, 1, 1, 2, 9),
});

function alterSome(
  { pages, attempts }: { pages: number[]; attempts: number },
  alter: (answer: PageAnswer, ids: readonly number[]) => PageAnswer,
): AlterAnswer {
  return (answer, attempt, ids) =>
    pages.includes(answer.page) && attempt <= attempts ? alter(answer, ids) : answer;
}

/** Leaves out rows and states a size that agrees with what is left. */
function asLastPage(answer: PageAnswer, share: number): PageAnswer {
  const rows = answer.rows.slice(0, Math.floor(share * answer.rows.length));
  return { ...answer, rows, total: (answer.page - 1) * 100 + rows.length };
}

/** Reads the page from a catalogue that lacks every third offer. */
function fromPartOfCatalogue(answer: PageAnswer, ids: readonly number[], scenario: Scenario): PageAnswer {
  const { page, pageSize } = answer;
  return answerPage(
    ids.filter((id) => id % 3 !== 0),
    { ...scenario, page, pageSize },
  );
}

function repeatRow(answer: PageAnswer, from: number, to: number): PageAnswer {
  const rows = [...answer.rows];
  const [source, destination] = [from, to].map((share) => Math.floor(share * rows.length)) as [
    number,
    number,
  ];
  if (rows.length > 0) rows[destination] = rows[source]!;
  return { ...answer, rows };
}

/** What a network may do to the answers of a scan. */
const VARIANTS: Record<string, fc.Arbitrary<(scenario: Scenario) => Scenario>> = {
  'a page cap that it does not state': fc
    .constantFrom(20, 50, 90, 99)
    .map((pageCap) => (scenario) => ({ ...scenario, pageCap })),
  'a filter by id that finds nothing': fc.constant((scenario) => ({ ...scenario, isDeafToIds: true })),
  'a total that is cached over the scan': fc.constant((scenario) => ({ ...scenario, isTotalCached: true })),
  'ids that are sorted as text': fc.integer({ min: 1, max: 900 }).map((above) => (scenario) => {
    const shift = 99_000 - above - Math.min(...scenario.ids);
    const move = (id: number) => id + shift + 1_000;
    const changes = [...(scenario.changes ?? [])].map(
      ([at, { leave, come }]) => [at, { leave, come: come.map(move) }] as const,
    );
    return { ...scenario, ids: scenario.ids.map(move), changes: new Map(changes), sortedAs: 'text' };
  }),
  'one small catalogue, stated by a page': fc
    .tuple(target, fc.double({ min: 0, max: 0.8, noNaN: true }))
    .map(([where, share]) => (scenario) => ({
      ...scenario,
      alter: alterSome(where, (answer) =>
        answer.rows.length * (1 - share) > 40 ? asLastPage(answer, share) : answer,
      ),
    })),
  // Two such answers in a row agree with each other: they could only be compared with the mirror.
  'a page of a part of the catalogue': target.map(({ pages, attempts }) => (scenario) => ({
    ...scenario,
    alter: alterSome({ pages: pages.slice(0, 1), attempts }, (answer, ids) =>
      ids.length > 600 ? fromPartOfCatalogue(answer, ids, scenario) : answer,
    ),
  })),
  'a row in place of another': fc
    .tuple(target, position, position)
    .map(([where, from, to]) => (scenario) => ({
      ...scenario,
      alter: alterSome(where, (answer) => repeatRow(answer, from, to)),
    })),
  'rows whose ids are unreadable at first': fc
    .tuple(target, position)
    .map(([where, share]) => (scenario) => ({
      ...scenario,
      alter: alterSome({ ...where, attempts: 1 }, (answer) => ({
        ...answer,
        rows: answer.rows.filter((_, index) => index !== Math.floor(share * answer.rows.length)),
        unreadable: Math.min(1, answer.rows.length),
      })),
    })),
  'short pages': fc.tuple(target, position).map(([where, share]) => (scenario) => ({
    ...scenario,
    alter: alterSome(where, (answer) => ({
      ...answer,
      rows: answer.rows.slice(0, Math.floor(share * answer.rows.length)),
    })),
  })),
  'pages out of order': target.map((where) => (scenario) => ({
    ...scenario,
    alter: alterSome(where, (answer) => disorder(answer, 1, [])),
  })),
};

/** The mirror holds a part of the offers that are there at the start, and none that come later. */
const mirrors = fc.constantFrom(
  () => false,
  () => true,
  (id: number) => id % 7 > 0,
);

const RUNS = 1_000;

test.each(Object.keys(VARIANTS))('a scan is never complete and wrong with %s', (name) => {
  const ends = { complete: 0, unproven: 0 };
  const scenario = fc.tuple(scenarios({ swaps: true, lastAt: 25 }), VARIANTS[name]!, mirrors);
  fc.assert(
    fc.property(scenario, ([base, vary, holds]) => {
      const varied = vary(base);
      const atStart = new Set(varied.ids);
      const { end, missed, rechecks, pagesRead } = simulateScan({
        ...varied,
        isKnown: (id) => atStart.has(id) && holds(id),
      });
      ends[end.verdict] += 1;
      if (end.verdict === 'complete') expect(missed).toEqual([]);
      expect(rechecks.length).toBeLessThanOrEqual(Math.max(pagesRead, 20));
    }),
    { numRuns: RUNS },
  );
  expect(ends.complete).toBeGreaterThan(RUNS / 4);
});
