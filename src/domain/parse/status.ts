import { OFFER_STATUSES, type OfferStatus } from '../offer';
import { parsed, unreadable, type Parsed } from './parsed';

/** Other words for the same statuses. Every word for an offer that is over is `Unknown`, as in `OFFER_STATUSES`. */
const SYNONYMS: [OfferStatus, string[]][] = [
  ['Unknown', ['cancelled', 'canceled', 'deleted', 'expired', 'closed']],
  ['Paused', ['inactive', 'disabled', 'stopped']],
];

const STATUS_BY_WORD = new Map<string, OfferStatus>([
  ...OFFER_STATUSES.map((status) => [status.toLowerCase(), status] as const),
  ...SYNONYMS.flatMap(([status, words]) => words.map((word) => [word, status] as const)),
]);

/**
 * Parses a status, in any case and with surrounding spaces.
 *
 * Besides the statuses themselves: Cancelled, Canceled, Deleted, Expired and Closed are `Unknown`; Inactive, Disabled
 * and Stopped are `Paused`. Null and blank are `unreadable` like any other word: an offer always has a status.
 */
export function parseStatus(raw: string | null): Parsed<OfferStatus> {
  const status = STATUS_BY_WORD.get((raw ?? '').trim().toLowerCase());
  if (status !== undefined) return parsed(status);
  return unreadable(`The status is none of ${OFFER_STATUSES.join(', ')}.`);
}
