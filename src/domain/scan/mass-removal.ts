/** This number of offers may always be marked within a day: in a small catalogue a few offers are a large share. */
const MAX_MARKED_PER_DAY = 10;

/** What a sweep found, in offers. */
export interface Removal {
  /** Offers that the network did not return. */
  absent: number;
  /** Offers that other runs marked within the last 24 hours, and that are still missing. */
  markedBefore: number;
  /** Active offers in the mirror before the run. */
  knownActive: number;
}

/**
 * Whether more offers are absent than may be believed: more than `maxShare` (0 to 1) of the Active offers in this run, or
 * within 24 hours more than that share of the offers that were Active or were marked since, and more than ten.
 *
 * Divides and never multiplies: in floating point 0.29 × 400 is less than 116, but 116 ÷ 400 is exactly 0.29.
 */
export function isMassRemoval({ absent, markedBefore, knownActive }: Removal, maxShare: number): boolean {
  const inDay = markedBefore + absent;
  return (
    absent / knownActive > maxShare ||
    (absent > 0 && inDay > MAX_MARKED_PER_DAY && inDay / (knownActive + markedBefore) > maxShare)
  );
}
