import type { WatchedOffer } from '../store';
import { formatDuration } from './duration';

/** A watched offer as the API and the command line show it. `after`: such as `10m`; null: its rhythm decides. */
export function toWatchedOffer({ silenceSeconds, ...entry }: WatchedOffer) {
  return { ...entry, after: silenceSeconds === null ? null : formatDuration(silenceSeconds * 1_000) };
}
