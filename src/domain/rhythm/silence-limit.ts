import { gapOfSurvival } from './gap-histogram';
import { meanGap } from './hourly-rate';
import type { RhythmSettings } from './settings';
import type { Rhythm } from './state';

/**
 * The length of a silence, in expected conversions, that comes by chance once in the setting's return period: the mean
 * gap divided by the probability of such a silence.
 */
export function silenceLimit(rhythm: Rhythm, { stopReturnPeriod }: RhythmSettings): number {
  return gapOfSurvival(rhythm.gapHistogram, meanGap(rhythm) / stopReturnPeriod);
}
