import { OFFERS_PER_PAGE } from '../domain/network-limits';
import type { FullSyncStatus } from '../domain/run';
import type { Store } from '../store';
import type { Upstream } from '../upstream';
import { askInTurn, type Turns } from './request';
import { attemptWithin } from './retry/attempt';

export interface MeasureCatalogueInput {
  status: FullSyncStatus;
  /** How long it may be tried; left out: as long as the workflow gave it. */
  retryForMs?: number | undefined;
}

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
export function createMeasureCatalogue(line: { upstream: Upstream; store: Store; turns: Turns }) {
  return function measureCatalogue({ status, retryForMs }: MeasureCatalogueInput): Promise<CatalogueSize> {
    return attemptWithin(retryForMs, async (signal, attempts) => {
      const asked = status === 'any' ? {} : { status };
      const { answer } = await askInTurn(line, signal, () =>
        line.upstream.readPage({ page: 1, pageSize: OFFERS_PER_PAGE, signal, ...asked }),
      );
      return { total: answer.total, totalPages: answer.totalPages, attempts };
    });
  };
}
