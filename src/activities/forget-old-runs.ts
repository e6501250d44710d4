import type { Store } from '../store';
import { attempt } from './retry/attempt';

/**
 * Delete HIGH and refresh runs and rejected rows that are older than the settings keep them.
 *
 * Safe to repeat: what is gone is not deleted again.
 */
export function createForgetOldRuns({
  store,
  keepRunsForSeconds,
}: {
  store: Store;
  keepRunsForSeconds: number;
}) {
  return function forgetOldRuns(): Promise<void> {
    return attempt(async () => {
      await store.forgetOldRuns({ olderThanSeconds: keepRunsForSeconds });
    });
  };
}
