import type { RunKey } from '../domain/run';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

export interface GoneOffers {
  /** Asked for by the sweep, and not returned. */
  absent: number;
  marked: number;
  /** True: so many would vanish that nothing was marked. */
  refused: boolean;
}

/**
 * Mark the offers that the sweep asked for and the network did not return, unless that would be too many at once.
 *
 * Safe to repeat: each mark is an observation with the time it was asked, and the share is taken of the offers
 * that were known before the run.
 */
export function createMarkGone({ store, sweepMaxShare }: { store: Store; sweepMaxShare: number }) {
  return function markGone(input: { run: RunKey; allowMassRemoval: boolean }): Promise<GoneOffers> {
    return attempt(async () => {
      const { absent, marked, refused } = await store.markAbsentGone({ ...input, maxShare: sweepMaxShare });
      return { absent, marked, refused };
    });
  };
}
