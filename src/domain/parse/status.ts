import { OFFER_STATUSES, type OfferStatus } from '../offer';
import { parsed, unreadable, type Parsed } from './parsed';

/**
 * Parses a status, in any case and with surrounding spaces.
 *
 * Null and blank are `unreadable` like any unknown word: an offer always has a status.
 */
export function parseStatus(raw: string | null): Parsed<OfferStatus> {
  const text = (raw ?? '').trim().toLowerCase();
  const status = OFFER_STATUSES.find((known) => known.toLowerCase() === text);
  if (status !== undefined) return parsed(status);
  return unreadable(`The status is none of ${OFFER_STATUSES.join(', ')}.`);
}
