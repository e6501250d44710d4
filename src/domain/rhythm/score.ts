import { gapOfSurvival, survival } from './gap-histogram';
import type { Expectation } from './hourly-rate';
import type { Rhythm } from './state';
import { sum } from './sum';

const HOUR = 3_600;

/** The prior probability that an offer has stopped. */
const STOPPED_SHARE = 0.01;

/** The 10 % quantile of the standard normal distribution, without its sign. */
const NORMAL_QUANTILE = 1.2816;

/** A score is computed again when the probability that the offer still converts has fallen by this factor. */
const ALIVE_STEP = 0.8;

/** Below this probability, it is not computed again for that reason. */
const MIN_ALIVE = 0.01;

/** An old score changes slowly: it is kept for an hour, or for this share of the silence. */
const KEPT_SHARE = 1 / 8;

/** How fast and often an offer converts. */
export interface Score {
  /** `perHour × careful × alive`. */
  score: number;
  /** Conversions expected in the next hour. */
  perHour: number;
  /**
   * A factor, 0 to 1, that is lower the fewer conversions were seen: the rate is above `perHour × careful` in nine of ten
   * cases.
   */
  careful: number;
  /** The probability, 0 to 1, that the offer still converts. */
  alive: number;
}

/**
 * The score of an offer with a conversion at a time, in seconds since 1970.
 *
 * @param expected The offer's expectation, by this rhythm.
 * @param networkSilence The seconds of the offer's present silence in which the whole network was silent. Default: 0.
 */
export function scoreRhythm(rhythm: Rhythm, at: number, expected: Expectation, networkSilence = 0): Score {
  const perHour = expected.between(at, at + HOUR);
  const careful = lowerQuantile(sum(rhythm.hourlyCount));
  const silence = expected.between(rhythm.conversion!.to, at - networkSilence);
  const chance = survival(rhythm.gapHistogram, silence);
  const alive = chance / (chance + STOPPED_SHARE * (1 - chance));
  return { score: perHour * careful * alive, perHour, careful, alive };
}

/** The time from which on a score of `scoreRhythm` differs notably if no conversion is seen until then. */
export function rescoreTime(
  rhythm: Rhythm,
  at: number,
  { alive }: Score,
  expected: Expectation,
  networkSilence = 0,
): number {
  const { to } = rhythm.conversion!;
  const latest = at + Math.max(HOUR, (at - to) * KEPT_SHARE);
  if (alive < MIN_ALIVE) return latest;
  const next = alive * ALIVE_STEP;
  const chance = (STOPPED_SHARE * next) / (1 - next + STOPPED_SHARE * next);
  const silence = gapOfSurvival(rhythm.gapHistogram, chance);
  return Math.min(latest, expected.after(to, silence) + networkSilence);
}

/** The 10 % quantile of a rate that rests on `count` conversions, as a share of its mean (Wilson and Hilferty, 1931). */
function lowerQuantile(count: number): number {
  const root = 1 - 1 / (9 * count) - NORMAL_QUANTILE / (3 * Math.sqrt(count));
  return Math.max(0, root) ** 3;
}
