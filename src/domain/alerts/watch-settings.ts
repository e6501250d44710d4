import { RHYTHM_DEFAULTS, type SENSITIVITIES } from '../rhythm/settings';

/** How soon a silence or a slowdown of an offer is reported. */
export type Sensitivity = keyof typeof SENSITIVITIES;

/** How an offer of the watch list is watched. */
export interface WatchSettings {
  /** The user's note. */
  note: string | null;
  sensitivity: Sensitivity;
  /** A silence of this time is reported, whatever the rhythm of the offer is. Null: the rhythm decides. */
  silenceSeconds: number | null;
  /** ISO 8601. Until then, episodes of the offer are recorded and not sent. Null: they are sent. */
  mutedUntil: string | null;
}

export const WATCH_DEFAULTS: WatchSettings = {
  note: null,
  sensitivity: 'usual',
  silenceSeconds: null,
  mutedUntil: null,
};

/**
 * Bounds of an own silence, in seconds. The shortest is the one of the rhythm: ages have minutes, and offers are observed
 * every two minutes.
 */
export const SILENCE_BOUNDS = { minimum: RHYTHM_DEFAULTS.minSilence, maximum: 30 * 86_400 };

/** The longest mute, in seconds. An offer that is to stay silent for longer is removed from the watch list. */
export const MAX_MUTE_SECONDS = 365 * 86_400;

/** Offers that one request can add to the watch list. */
export const MAX_WATCHED_AT_ONCE = 1_000;
