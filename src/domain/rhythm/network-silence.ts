import { sum } from './sum';

/** What the observations of one HIGH show of all offers together. */
export interface NetworkTick {
  /** New conversions that the offers usually show in such a tick: the sum of `1 - e^-x` over their expected conversions. */
  expected: number;
  /** New conversions seen. */
  seen: number;
}

/** Ticks that are looked at together: one alone may be a network that answers from a cache. */
const TICKS = 3;

/** Fewer expected conversions than this prove nothing. */
const MIN_EXPECTED = 30;

const SILENT_SHARE = 0.25;

/**
 * Whether the network as a whole is silent: in its last three ticks, fewer than a quarter of at least 30 expected
 * conversions were seen. Then the silence of a single offer means nothing.
 *
 * @param wasSilent The verdict before the last tick. A silence lasts until a quarter is seen, also in a night in which few
 *   conversions are expected.
 */
export function isNetworkSilent(ticks: readonly NetworkTick[], wasSilent = false): boolean {
  const recent = ticks.slice(-TICKS);
  const expected = sum(recent.map((tick) => tick.expected));
  const seen = sum(recent.map((tick) => tick.seen));
  const isProven = wasSilent || (recent.length === TICKS && expected >= MIN_EXPECTED);
  return isProven && seen < SILENT_SHARE * expected;
}
