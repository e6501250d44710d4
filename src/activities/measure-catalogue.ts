import type { FullSyncStatus } from '../domain/run';
import { OFFERS_PER_PAGE } from '../domain/chunks';
import type { Upstream } from '../upstream/upstream';
import type { Store } from '../store/store';
import { attempt } from './attempt';
import { awaitTurn, type Turns } from './await-turn';

export interface CatalogueSize {
  total: number;
  totalPages: number;
  /** What this activity itself asked of the network. */
  attempts: number;
}

/**
 * Ask how many offers and pages the catalogue has now.
 *
 * Safe to repeat: it stores nothing.
 */
export function createMeasureCatalogue({
  upstream,
  store,
  turns,
}: {
  upstream: Upstream;
  store: Store;
  turns: Turns;
}) {
  return function measureCatalogue({ status }: { status: FullSyncStatus }): Promise<CatalogueSize> {
    return attempt(async (signal, attempts) => {
      await awaitTurn(store, turns, signal);
      const asked = status === 'any' ? {} : { status };
      const answer = await upstream.readPage({ page: 1, pageSize: OFFERS_PER_PAGE, signal, ...asked });
      return { total: answer.total, totalPages: answer.totalPages, attempts };
    });
  };
}
