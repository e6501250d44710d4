import type { Instant, OfferStatus } from './offer';

/** `HIGH`: a conversion within `HIGH_PRIORITY_WITHIN_MS`. */
export type Priority = 'HIGH' | 'LOW';

/** 24 hours. */
export const HIGH_PRIORITY_WITHIN_MS = 24 * 3_600_000;

/**
 * Whether an offer belongs on the ConversionList: it is Active and its last conversion is known.
 *
 * How long ago it converted does not matter.
 */
export function isConverting(offer: {
  status: OfferStatus | null;
  lastConversionAt: Instant | Date | null;
}): boolean {
  return offer.status === 'Active' && offer.lastConversionAt !== null;
}

/**
 * How urgent an offer is at `now`. It changes with time alone, so it is worked out when read and never stored.
 *
 * Exactly 24 hours ago is still `HIGH`, and so is a moment that a clock puts in the future. No conversion is `LOW`.
 */
export function priorityOf(lastConversionAt: Instant | Date | null, now: Instant | Date): Priority {
  if (lastConversionAt === null) return 'LOW';
  const ageMs = new Date(now).getTime() - new Date(lastConversionAt).getTime();
  return ageMs <= HIGH_PRIORITY_WITHIN_MS ? 'HIGH' : 'LOW';
}
