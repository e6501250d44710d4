/**
 * How the ids of one page are sorted as numbers. `single`: one id, which shows no direction. `none`: no id. `mixed`: not
 * sorted, not numbers, or possibly sorted as text.
 */
export type IdOrdering = 'ascending' | 'descending' | 'single' | 'none' | 'mixed';

/** Both ends are null for `none` and `mixed`. */
export interface IdRange {
  ordering: IdOrdering;
  lowestId: number | null;
  highestId: number | null;
}

const MIXED: IdRange = { ordering: 'mixed', lowestId: null, highestId: null };

/**
 * Summarizes the ids of one page, given in the order of the answer.
 *
 * An id that repeats its neighbour is sorted. An id that is not a safe integer in canonical format makes the page
 * `mixed`: `007` and `7` would be one number and two offers. So do ids of different lengths that are sorted both as
 * numbers and as text, such as 15, 150, 200: between them there may be 1500, or 16.
 */
export function summarizeIdRange(ids: readonly string[]): IdRange {
  const numbers = ids.map(Number);
  const isCanonical = (number: number, index: number) =>
    Number.isSafeInteger(number) && number >= 0 && String(number) === ids[index];
  if (!numbers.every(isCanonical)) return MIXED;
  const first = numbers[0];
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) return { ordering: 'none', lowestId: null, highestId: null };

  const sign = Math.sign(last - first);
  const isSorted = numbers.every((number, index) => {
    const step = Math.sign(number - (numbers[index - 1] ?? number));
    return step === 0 || step === sign;
  });
  if (!isSorted || (countDigits(first) !== countDigits(last) && isSortedAsText(ids, sign))) return MIXED;
  const ordering = sign > 0 ? 'ascending' : sign < 0 ? 'descending' : 'single';
  return { ordering, lowestId: Math.min(first, last), highestId: Math.max(first, last) };
}

/** The number of decimal digits. Among ids of equal length the order of numbers is that of texts. */
export function countDigits(id: number): number {
  return String(id).length;
}

function isSortedAsText(ids: readonly string[], sign: number): boolean {
  return ids.every((id, index) => {
    const before = ids[index - 1] ?? id;
    return id === before || id > before === sign > 0;
  });
}
