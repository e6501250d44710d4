import type { RunKey } from '../domain/run';
import type { ListRefresh, Store } from '../store';
import { attempt } from './retry/attempt';

/**
 * Update the ConversionList from the mirror.
 *
 * Idempotent: a run refreshes the list once; a repeat reads what it did, also after an answer of the database was lost.
 */
export function createRefreshList({ store }: { store: Store }) {
  return function refreshList({ run }: { run: RunKey }): Promise<ListRefresh> {
    return attempt(() => store.refreshConversionList(run));
  };
}
