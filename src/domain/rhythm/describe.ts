import { gapQuantile, survival } from './gap-histogram';
import { expectConversions, meanGap } from './hourly-rate';
import { scoreRhythm } from './score';
import type { RhythmSettings } from './settings';
import type { Rhythm } from './state';
import { sum } from './sum';

const HOUR = 3_600;

/** What to say of how often an offer converts. Times and gaps are in seconds. */
export interface RhythmFigures {
  /** The mean time between two conversions. */
  meanGap: number;
  /** The same in the next hour: nights differ from days. */
  meanGapNow: number;
  /** Half and nine tenths of the gaps are not longer. Null: no gap has been measured. */
  medianGap: number | null;
  p90Gap: number | null;
  /** The decayed number of conversions that the figures rest on. */
  restsOn: number;
  /** The time since the last conversion, at least. */
  silence: number;
  /** The conversions that the offer usually has in such a time. */
  expectedInSilence: number;
  /** A silence of this length comes by chance once in this time. */
  returnPeriod: number;
  /** Conversions expected in the next hour. */
  perHour: number;
  /** A factor, 0 to 1, that is lower the fewer conversions were seen: the rate is above `perHour × careful` in nine of ten cases. */
  careful: number;
  /** The probability, 0 to 1, that the offer still converts. */
  alive: number;
  /** "Fast and often": `perHour × careful × alive`. */
  rank: number;
}

/** The figures of an offer at a time (seconds since 1970). Null: no conversion has been seen. */
export function describeRhythm(
  rhythm: Rhythm,
  at: number,
  { priorCount }: Pick<RhythmSettings, 'priorCount'>,
): RhythmFigures | null {
  if (rhythm.conversion === null) return null;
  const since = rhythm.conversion.to;
  const mean = meanGap(rhythm);
  const expected = expectConversions(rhythm, priorCount);
  const expectedInSilence = expected.between(since, at);
  const silenceChance = survival(rhythm.gapHistogram, expectedInSilence);
  const inGaps = (gaps: number | null) => (gaps === null ? null : gaps * mean);
  const restsOn = sum(rhythm.hourlyCount);
  const { score, perHour, careful, alive } = scoreRhythm(rhythm, at, expected);
  return {
    meanGap: mean,
    meanGapNow: HOUR / perHour,
    medianGap: inGaps(gapQuantile(rhythm.gapHistogram, 0.5)),
    p90Gap: inGaps(gapQuantile(rhythm.gapHistogram, 0.9)),
    restsOn,
    silence: at - since,
    expectedInSilence,
    returnPeriod: mean / silenceChance,
    perHour,
    careful,
    alive,
    rank: score,
  };
}
