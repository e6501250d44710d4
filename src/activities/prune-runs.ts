import type { Store } from '../store';
import { attempt } from './retry/attempt';

/**
 * Delete HIGH and refresh runs and rejected rows that are older than the settings keep them.
 *
 * Idempotent: a repeat finds nothing left to delete.
 */
export function createPruneRuns({ store, keepRunsForSeconds }: { store: Store; keepRunsForSeconds: number }) {
  return function pruneRuns(): Promise<void> {
    return attempt(async () => {
      await store.pruneRuns({ olderThanSeconds: keepRunsForSeconds });
    });
  };
}
