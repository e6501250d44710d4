import type { IdGap } from './coverage';

/** Gaps divided by whether they can be requested id by id. */
interface GapIds {
  /** Every id inside the narrow gaps, ascending. Most of them may belong to no offer. */
  ids: string[];
  /** The other gaps, in the order given: too wide for `maxIds`, or open at an end. */
  wideGaps: IdGap[];
}

/**
 * Lists the ids inside gaps, at most `maxIds`, narrowest gaps first. Each gap is listed completely or not at all.
 *
 * Requesting all these ids closes the listed gaps: the scan did not miss an id that the network does not return.
 */
export function listGapIds(gaps: readonly IdGap[], maxIds: number): GapIds {
  const chosen = new Set<IdGap>();
  let remaining = maxIds;
  for (const gap of [...gaps].sort((a, b) => widthOf(a) - widthOf(b))) {
    if (widthOf(gap) > remaining) break;
    chosen.add(gap);
    remaining -= widthOf(gap);
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
