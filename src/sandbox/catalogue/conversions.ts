import { type Conversion, evenConversionsBefore, meanGapMsOf } from './draw-conversion';
import { randomConversionsBefore } from './random-conversions';
import type { CatalogueSettings } from './settings';

/** From a moment on, an offer has this share of the conversions that it would have had. */
export interface PaceChange {
  atMs: number;
  pace: number;
}

const ALWAYS: PaceChange = { atMs: -Infinity, pace: 1 };

/**
 * The moment, in ms, of the latest conversion at or before `timeMs`, for an offer that converts.
 *
 * @param paces Changes of its pace, in the order of their times; those after `timeMs` do not count.
 */
export function lastConversionAt(
  { seed, conversions }: Pick<CatalogueSettings, 'seed' | 'conversions'>,
  position: number,
  timeMs: number,
  paces: readonly PaceChange[] = [],
): number {
  const before = (untilMs: number): Generator<Conversion> =>
    conversions === 'even'
      ? evenConversionsBefore(seed, position, untilMs)
      : randomConversionsBefore(seed, position, meanGapMsOf(seed, position), untilMs);
  let untilMs = timeMs;
  for (const { atMs: sinceMs, pace } of [ALWAYS, ...paces].toReversed()) {
    // At a pace of 0 there is nothing to look for, however long it lasts.
    for (const { atMs, mark } of pace === 0 ? [] : before(untilMs)) {
      if (atMs < sinceMs) break;
      if (mark < pace) return atMs;
    }
    untilMs = Math.min(untilMs, sinceMs - 1);
  }
  throw new RangeError('every offer that converts has a conversion before its first change of pace');
}
