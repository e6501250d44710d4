import fc from 'fast-check';
import { idsEvery, type Scenario } from './simulate-scan';

/** Adjacent ids, ids as dense as the network's, and ids too sparse to request any gap id by id. */
export const STEPS = [1, 4, 900];

export const position = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const left = fc.array(position, { minLength: 1, maxLength: 12 });
const came = fc.array(position, { minLength: 1, maxLength: 12 });

/** Offers leave or come between two answers, or both if swaps are allowed. */
export function scenarios({ swaps, lastAt }: { swaps: boolean; lastAt: number }): fc.Arbitrary<Scenario> {
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
