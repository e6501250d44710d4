import type { Sensitivity } from '../../domain/alerts/watch-settings';
import { RHYTHM_DEFAULTS, SENSITIVITIES, type RhythmSettings } from '../../domain/rhythm/settings';

/** Of all offers that are not on the watch list. */
const DEFAULT_SENSITIVITY: Sensitivity = 'sure';

/**
 * SQL of the settings of an offer with the row `w` of the watch list, or without one: its sensitivity, and its own silence
 * in seconds if it has one, such as `usual/600`.
 */
export const SETTINGS = `concat_ws('/', coalesce(w.sensitivity, '${DEFAULT_SENSITIVITY}'), w.silence_seconds)`;

/** The meaning of the text of {@link SETTINGS}. */
export function parseSettings(text: string): RhythmSettings {
  const [sensitivity, silence] = text.split('/');
  return {
    ...RHYTHM_DEFAULTS,
    ...SENSITIVITIES[sensitivity as Sensitivity],
    fixedSilence: silence === undefined ? null : Number(silence),
  };
}
