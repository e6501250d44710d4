import type { IdGap } from './coverage';

/** What can be asked id by id, and what is too wide for it. */
export interface GapIds {
  /** Every id inside the gaps that were narrow enough, ascending. Most of them may belong to no offer. */
  ids: string[];
  /** The gaps that `ids` leaves out, in the order given: too wide for what was left, or open at an end. */
  wideGaps: IdGap[];
}

/**
 * List the ids inside gaps, at most `maxIds`, the narrowest gaps first, and each gap whole or not at all.
 *
 * Asking for all these ids closes those gaps: an id that the network does not return is not missing from the scan.
 */
export function idsInGaps(gaps: readonly IdGap[], maxIds: number): GapIds {
  const chosen = new Set<IdGap>();
  let left = maxIds;
  for (const gap of [...gaps].sort((a, b) => widthOf(a) - widthOf(b))) {
    if (widthOf(gap) > left) break;
    chosen.add(gap);
    left -= widthOf(gap);
  }
  const ids = new Set<number>();
  for (const { afterId, beforeId } of chosen) {
    for (let id = (afterId ?? 0) + 1; id < (beforeId ?? 0); id += 1) ids.add(id);
  }
  return {
    ids: [...ids].sort((a, b) => a - b).map(String),
    wideGaps: gaps.filter((gap) => !chosen.has(gap)),
  };
}

function widthOf({ afterId, beforeId }: IdGap): number {
  return afterId === null || beforeId === null ? Infinity : Math.max(0, beforeId - afterId - 1);
}
