import type { IdGap } from './coverage';

/**
 * Lists every id inside a gap, ascending. Undefined: there are more than `maxIds`, or the gap is open at an end. Most of
 * the ids may belong to no offer.
 *
 * Requesting all these ids closes the gap: the scan did not miss an id that the network does not return.
 */
export function listGapIds({ afterId, beforeId }: IdGap, maxIds: number): string[] | undefined {
  if (afterId === null || beforeId === null) return undefined;
  const length = beforeId - afterId - 1;
  return length > maxIds ? undefined : Array.from({ length }, (_, index) => String(afterId + 1 + index));
}
