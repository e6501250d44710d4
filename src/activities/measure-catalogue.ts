import { OFFERS_PER_PAGE } from '../domain/network-limits';
import type { FullSyncStatus } from '../domain/run';
import { type RequestDependencies, sendRequest } from './request';
import { attempt } from './retry/attempt';

export interface MeasureCatalogueInput {
  status: FullSyncStatus;
  /** How long it may be attempted, in milliseconds. Default: as long as the workflow allows. */
  retryForMs?: number | undefined;
}

export interface CatalogueSize {
  total: number;
  totalPages: number;
  /** How many requests this activity sent. */
  requests: number;
}

/**
 * Read how many offers and pages the catalogue has.
 *
 * Idempotent: it stores nothing.
 */
export function createMeasureCatalogue(deps: RequestDependencies) {
  return function measureCatalogue({ status, retryForMs }: MeasureCatalogueInput): Promise<CatalogueSize> {
    return attempt(async (signal, requests) => {
      const filter = status === 'any' ? {} : { status };
      const { answer } = await sendRequest(deps, signal, () =>
        deps.upstream.readPage({ page: 1, pageSize: OFFERS_PER_PAGE, signal, ...filter }),
      );
      return { total: answer.total, totalPages: answer.totalPages, requests };
    }, retryForMs);
  };
}
