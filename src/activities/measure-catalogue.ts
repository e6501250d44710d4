import { OFFERS_PER_PAGE } from '../domain/network-limits';
import type { MirrorRun } from '../domain/run';
import { type RequestDependencies, type RequestInput, sendRequest } from './request';
import { attempt } from './retry/attempt';

/** The size of the catalogue, in offers and in pages of 100. */
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
  return function measureCatalogue({
    status,
    retryForMs,
  }: RequestInput & { run: MirrorRun }): Promise<CatalogueSize> {
    return attempt(async (signal, requests) => {
      const { answer } = await sendRequest(deps, signal, () =>
        deps.upstream.readPage({ page: 1, pageSize: OFFERS_PER_PAGE, status, signal }),
      );
      return { total: answer.total, totalPages: answer.totalPages, requests };
    }, retryForMs);
  };
}
