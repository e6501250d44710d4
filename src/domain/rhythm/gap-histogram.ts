import { sum } from './sum';

/** The gaps between the conversions of an offer, by length in expected conversions, in bins of a factor of √2. */

const BINS = 29;

/** Above this length, the tail has a shape of its own even if more than `MAX_TAIL_SHARE` of the gaps are longer. */
const LAST_TAIL_BIN = 12;
const FIRST_TAIL_BIN = 6;
const MAX_TAIL_SHARE = 0.1;

/** The lower edges of the bins. Bin 12 starts at 3; the first bin also has all shorter gaps, the last one all longer ones. */
const EDGES = Array.from({ length: BINS }, (_, bin) => 3 * 2 ** ((bin - LAST_TAIL_BIN) / 2));

/** The middle of a bin on a logarithmic scale, relative to its lower edge. */
const MIDDLE_OF_BIN = Math.SQRT2 ** 0.5;

export function createGapHistogram(): number[] {
  return new Array<number>(BINS).fill(0);
}

/** The histogram with one more gap. */
export function withGap(histogram: readonly number[], gap: number): number[] {
  let bin = 0;
  while (bin < BINS - 1 && gap >= EDGES[bin + 1]!) bin += 1;
  return histogram.with(bin, histogram[bin]! + 1);
}

/**
 * The gap that a share `quantile` (0 to 1) of the gaps does not exceed, interpolated on a logarithmic scale within its
 * bin. Null without gaps.
 */
export function gapQuantile(histogram: readonly number[], quantile: number): number | null {
  const rank = quantile * sum(histogram);
  let before = 0;
  for (const [bin, count] of histogram.entries()) {
    if (count > 0 && before + count >= rank) return EDGES[bin]! * Math.SQRT2 ** ((rank - before) / count);
    before += count;
  }
  return null;
}

/** The tail from `start` on is a Lomax distribution with this shape and scale; `share` of the gaps are in it. */
interface Tail {
  start: number;
  share: number;
  shape: number;
  scale: number;
}

/**
 * The distribution of the gaps: geometric up to the start of the tail, Lomax in it. So the silences of a steady offer are
 * judged by its own gaps, those of a bursty offer are expected to be long, and with few gaps nearly any silence is.
 */
function fitTail(histogram: readonly number[]): Tail {
  const total = sum(histogram);
  let bin = FIRST_TAIL_BIN;
  let inTail = sum(histogram.slice(bin));
  const shareInTail = () => (inTail + 1) / (total + 2);
  while (bin < LAST_TAIL_BIN && shareInTail() > MAX_TAIL_SHARE) {
    inTail -= histogram[bin]!;
    bin += 1;
  }

  const start = EDGES[bin]!;
  const share = shareInTail();
  let excess = 0;
  for (let tailBin = bin; tailBin < BINS; tailBin += 1) {
    excess += histogram[tailBin]! * (EDGES[tailBin]! * MIDDLE_OF_BIN - start);
  }
  return { start, share, shape: 3 + inTail, scale: (6 * start) / -Math.log(share) + excess };
}

/** The probability, 0 to 1, that a gap is longer than a number of expected conversions. */
export function survival(histogram: readonly number[], gap: number): number {
  const { start, share, shape, scale } = fitTail(histogram);
  return gap <= start ? share ** (gap / start) : share * (1 + (gap - start) / scale) ** -shape;
}

/** The gap that is exceeded with a probability of 0 to 1: the inverse of `survival`. 0 for a higher probability. */
export function gapOfSurvival(histogram: readonly number[], probability: number): number {
  if (probability >= 1) return 0;
  const { start, share, shape, scale } = fitTail(histogram);
  if (probability >= share) return (start * Math.log(probability)) / Math.log(share);
  return start + scale * ((probability / share) ** (-1 / shape) - 1);
}
