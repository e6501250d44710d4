import type { FullSyncStatus } from '../domain/run';
import { OFFERS_PER_PAGE } from '../domain/chunks';
import type { Upstream } from '../upstream/upstream';
import { attempt } from './attempt';

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
export function createMeasureCatalogue({ upstream }: { upstream: Upstream }) {
  return function measureCatalogue({ status }: { status: FullSyncStatus }): Promise<CatalogueSize> {
    return attempt(async (signal, attempts) => {
      const asked = status === 'any' ? {} : { status };
      const answer = await upstream.readPage({ page: 1, pageSize: OFFERS_PER_PAGE, signal, ...asked });
      return { total: answer.total, totalPages: answer.totalPages, attempts };
    });
  };
}
