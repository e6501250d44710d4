import type { RunKey } from '../domain/run';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

export interface MissingOffers {
  /** Requested by the sweep, and not returned. */
  absent: number;
  marked: number;
  /** True: the share of absent offers is too large, and nothing was marked. */
  refused: boolean;
}

/**
 * Mark the offers that the sweep requested and the network did not return, unless their share is too large.
 *
 * Idempotent: each mark is an observation with the time of its request, and the share is taken of the offers that were
 * known before the run.
 */
export function createMarkMissing({ store, sweepMaxShare }: { store: Store; sweepMaxShare: number }) {
  return function markMissing(input: { run: RunKey; allowMassRemoval: boolean }): Promise<MissingOffers> {
    return attempt(async () => {
      const { absent, marked, refused } = await store.markMissing({ ...input, maxShare: sweepMaxShare });
      return { absent, marked, refused };
    });
  };
}
