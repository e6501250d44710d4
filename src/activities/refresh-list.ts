import type { RunKey } from '../domain/run';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

export interface ListChange {
  before: number;
  after: number;
  added: number;
  removed: number;
}

/**
 * Bring the ConversionList in line with the mirror.
 *
 * Safe to repeat: a run does it once, and a repeat reads what it did, also after an answer of the database that got lost.
 */
export function createRefreshList({ store }: { store: Store }) {
  return function refreshList({ run }: { run: RunKey }): Promise<ListChange> {
    return attempt(() => store.refreshConversionList(run));
  };
}
