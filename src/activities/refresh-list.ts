import type { RunKey } from '../domain/run';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

/** Shown in the Web UI. */
export interface ListChange {
  before: number;
  after: number;
  added: number;
  removed: number;
}

/**
 * Update the ConversionList from the mirror.
 *
 * Idempotent: a run refreshes the list once; a repeat reads what it did, also after an answer of the database was lost.
 */
export function createRefreshList({ store }: { store: Store }) {
  return function refreshList({ run }: { run: RunKey }): Promise<ListChange> {
    return attempt(() => store.refreshConversionList(run));
  };
}
