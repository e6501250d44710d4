import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionQuery } from './access';
import { ApiProblem, isTemporary } from './problem';

const RETRIES = 2;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/** Creates the cache of what was read from the API. Only temporary problems are retried. */
export function createQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error, { queryKey }) {
        if (queryKey[0] !== sessionQuery.queryKey[0]) checkSession(error);
      },
    }),
    mutationCache: new MutationCache({ onError: checkSession }),
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
  return queryClient;

  /** The session may have ended, or the key may only read now. */
  function checkSession(error: Error): void {
    const isRefused = error instanceof ApiProblem && ['unauthorized', 'forbidden'].includes(error.kind);
    if (isRefused) void queryClient.invalidateQueries(sessionQuery);
  }
}
