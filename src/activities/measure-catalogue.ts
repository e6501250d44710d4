import { OFFERS_PER_PAGE } from '../domain/network-limits';
import { type RequestDependencies, requestBudget, type RequestInput, sendRequest } from './request';
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
  return function measureCatalogue(input: RequestInput): Promise<CatalogueSize> {
    return attempt(
      async (current) => {
        const { answer } = await sendRequest(deps, current, () =>
          deps.upstream.readPage({
            page: 1,
            pageSize: OFFERS_PER_PAGE,
            status: input.status,
            signal: current.signal,
          }),
        );
        return { total: answer.total, totalPages: answer.totalPages, requests: current.requests };
      },
      requestBudget(deps, input, 'count'),
    );
  };
}
