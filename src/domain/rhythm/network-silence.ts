import { sum } from './sum';

/** What the observations of one HIGH show of all offers together. */
export interface NetworkTick {
  /** New conversions that the offers usually show in such a tick: the sum of `1 - e^-x` over their expected conversions. */
  expected: number;
  /** New conversions seen. */
  seen: number;
}

/** Ticks that are looked at together at least: one alone may be a network that answers from a cache. */
const MIN_TICKS = 3;

/**
 * Ticks that are looked at together at most, 20 minutes at two minutes each. An offer counts for at most one conversion in a
 * tick, so less than a quarter of 30 in ten ticks takes three silent offers or more: one that has stopped is not the network.
 */
export const MAX_TICKS = 10;

/** Fewer expected conversions than this prove nothing. */
const MIN_EXPECTED = 30;

const SILENT_SHARE = 0.25;

/**
 * Counts the last ticks in which the network as a whole was silent; 0: it is not. Then the silence of a single offer means
 * nothing.
 *
 * It is silent if fewer than a quarter of at least 30 expected conversions were seen: in the last three ticks, or in as many
 * as it takes to expect 30, up to ten. So the guard needs more time in a small mirror, or in a night. The first of these
 * ticks that each show a quarter are not counted.
 *
 * @param wasSilent The verdict before the last tick. A silence lasts until a quarter is seen, also in a night in which few
 *   conversions are expected.
 */
export function countSilentTicks(ticks: readonly NetworkTick[], wasSilent = false): number {
  // While it lasts, the ticks before it must not count: with few expected, the last ten reach back to them.
  const recent = wasSilent ? ticks.slice(-MIN_TICKS) : lastTicks(ticks);
  const expected = sum(recent.map((tick) => tick.expected));
  const seen = sum(recent.map((tick) => tick.seen));
  const isProven = wasSilent || (recent.length >= MIN_TICKS && expected >= MIN_EXPECTED);
  if (!isProven || seen >= SILENT_SHARE * expected) return 0;
  return recent.length - recent.findIndex((tick) => tick.seen < SILENT_SHARE * tick.expected);
}

/** The last ticks that are enough to tell, or as many as may be looked at. */
function lastTicks(ticks: readonly NetworkTick[]): readonly NetworkTick[] {
  const recent = ticks.slice(-MIN_TICKS);
  for (const tick of ticks.slice(-MAX_TICKS, -MIN_TICKS).toReversed()) {
    if (sum(recent.map(({ expected }) => expected)) >= MIN_EXPECTED) break;
    recent.unshift(tick);
  }
  return recent;
}
