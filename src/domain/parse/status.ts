import { OFFER_STATUSES, type OfferStatus } from '../offer';
import { unreadable, type Unreadable } from './unreadable';

export type StatusReading = { kind: 'status'; status: OfferStatus } | Unreadable;

/**
 * Read a status, in any case and with surrounding spaces. Never throws.
 *
 * There is no `none`: an offer always has a status, so null and blank are `unreadable` like any unknown word.
 */
export function parseStatus(words: string | null): StatusReading {
  const text = (words ?? '').trim().toLowerCase();
  const status = OFFER_STATUSES.find((known) => known.toLowerCase() === text);
  if (status !== undefined) return { kind: 'status', status };
  return unreadable(`The status is none of ${OFFER_STATUSES.join(', ')}.`);
}
