import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, isTemporary } from './problem';

const RETRIES = 2;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/** Creates the cache of what was read from the API. Only temporary problems are retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The API may be on this machine, which answers without a network.
        networkMode: 'always',
        staleTime: 1_000,
        retry: (count, error) => count < RETRIES && isTemporary(error),
        retryDelay: (count, error) =>
          (error instanceof ApiProblem ? error.retryAfterMs : undefined) ??
          Math.min(FIRST_RETRY_MS * 2 ** count, MAX_RETRY_MS),
      },
      mutations: { networkMode: 'always' },
    },
  });
}
