import { MAX_MUTE_SECONDS, SILENCE_BOUNDS, type WatchSettings } from '../../../domain/alerts/watch-settings';
import { formatDuration, parseDuration } from '../../../format/duration';
import { HttpError } from '../../plugins/problems';
import { readTimestamp } from '../../timestamps';
import type { SettingsBody } from './schema';

/**
 * The settings of a body, without those that it does not contain.
 *
 * @throws {HttpError} 400 for a silence or a mute that is too short or too long; the message has the bound.
 */
export function readSettings({ after, mutedUntil, ...others }: SettingsBody): Partial<WatchSettings> {
  return {
    ...others,
    ...(after !== undefined && { silenceSeconds: after === null ? null : readSilence(after) }),
    ...(mutedUntil !== undefined && { mutedUntil: mutedUntil === null ? null : readMute(mutedUntil) }),
  };
}

function readSilence(after: string): number {
  const seconds = parseDuration(after)! / 1_000;
  const { minimum, maximum } = SILENCE_BOUNDS;
  if (seconds < minimum || seconds > maximum) {
    const bounds = [minimum, maximum].map((bound) => formatDuration(bound * 1_000));
    throw new HttpError(400, `body/after must be ${bounds.join(' to ')}`);
  }
  return seconds;
}

/**
 * Reads `mutedUntil` of a body. A time in the past is accepted: what a client sends back of an entry may have passed meanwhile.
 *
 * @throws {HttpError} 400 if it is not a time, or too far ahead; the message has the bound.
 */
export function readMute(text: string): string {
  const mutedUntil = readTimestamp(text, 'body/mutedUntil');
  if (Date.parse(mutedUntil) > Date.now() + MAX_MUTE_SECONDS * 1_000)
    throw new HttpError(400, `body/mutedUntil must be at most ${MAX_MUTE_SECONDS / 86_400} days ahead`);
  return mutedUntil;
}
