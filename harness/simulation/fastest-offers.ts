import type { Catalogue } from '../../src/sandbox';
import { meanGapMsOf } from '../../src/sandbox/catalogue/draw-conversion';
import { positionOfId } from '../../src/sandbox/catalogue/offer-ids';

/** Leave only the offers that convert most often: those that a HIGH requests. */
export function keepFastest(catalogue: Catalogue, timeMs: number, count: number): void {
  const { seed } = catalogue.settings;
  const converting = catalogue
    .idsAt(timeMs)
    .filter((id) => catalogue.truthAt(id, timeMs)!.lastConvertedAtMs !== null)
    .map((id) => ({ id, gapMs: meanGapMsOf(seed, positionOfId(seed, id)!) }))
    .toSorted((a, b) => a.gapMs - b.gapMs);
  for (const { id } of converting.slice(count)) catalogue.stopConverting(id);
}
