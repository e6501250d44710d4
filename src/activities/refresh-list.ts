import type { Store } from '../store/store';
import { attempt } from './attempt';

export interface ListChange {
  before: number;
  after: number;
  added: number;
  removed: number;
}

/**
 * Bring the ConversionList in line with the mirror.
 *
 * Safe to repeat: the list is a function of the mirror, so a second time finds nothing to do.
 */
export function createRefreshList({ store }: { store: Store }) {
  return function refreshList(): Promise<ListChange> {
    return attempt(() => store.refreshConversionList());
  };
}
