/**
 * How the ids of one page are ordered. `single`: one id, which says nothing of the direction. `none`: no id.
 * `mixed`: not in order, or not numbers.
 */
export type IdOrdering = 'ascending' | 'descending' | 'single' | 'none' | 'mixed';

/** The ends are null when there is no id and when the ids are `mixed`. */
export interface IdRange {
  ordering: IdOrdering;
  lowestId: number | null;
  highestId: number | null;
}

const MIXED: IdRange = { ordering: 'mixed', lowestId: null, highestId: null };

/**
 * Describe the ids of one page, in the order in which the network gave them.
 *
 * An id that comes twice in a row is in order. An id that is not a safe whole number in its plain spelling makes the
 * page `mixed`: `007` and `7` would be one number and two offers.
 */
export function summarizeIdRange(ids: readonly string[]): IdRange {
  const numbers = ids.map(Number);
  if (
    !numbers.every(
      (number, index) => Number.isSafeInteger(number) && number >= 0 && String(number) === ids[index],
    )
  ) {
    return MIXED;
  }
  const first = numbers[0];
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) return { ordering: 'none', lowestId: null, highestId: null };

  const sign = Math.sign(last - first);
  const isOrdered = numbers.every((number, index) => {
    const before = numbers[index - 1] ?? number;
    const step = Math.sign(number - before);
    return step === 0 || step === sign;
  });
  if (!isOrdered) return MIXED;
  const ordering = sign > 0 ? 'ascending' : sign < 0 ? 'descending' : 'single';
  return { ordering, lowestId: Math.min(first, last), highestId: Math.max(first, last) };
}
