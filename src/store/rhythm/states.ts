import type { Rhythm } from '../../domain/rhythm/state';

/** The select list of the columns of `rhythm_states`, as `s`, that {@link toRhythm} reads. All are null without a row. */
export const RHYTHM_STATE = `array_to_json(s.hourly_count) AS "hourlyCount", array_to_json(s.hourly_exposure) AS "hourlyExposure",
    array_to_json(s.gap_histogram) AS "gapHistogram", s.state`;

/** The parts of a rhythm that are arrays have columns of their own; the rest is JSON. */
type Arrays = Pick<Rhythm, 'hourlyCount' | 'hourlyExposure' | 'gapHistogram'>;
export type RhythmStateRow = Arrays & { state: Omit<Rhythm, keyof Arrays | 'observedAt'> };

/** The rhythm of a row. `observedAt`: in seconds since 1970. */
export function toRhythm(
  { hourlyCount, hourlyExposure, gapHistogram, state }: RhythmStateRow,
  observedAt: number,
): Rhythm {
  return { ...state, observedAt, hourlyCount, hourlyExposure, gapHistogram };
}

/** The values of the columns of `rhythm_states`. */
export function toStateColumns({
  observedAt: _,
  hourlyCount,
  hourlyExposure,
  gapHistogram,
  ...state
}: Rhythm): RhythmStateRow {
  return { hourlyCount, hourlyExposure, gapHistogram, state };
}
