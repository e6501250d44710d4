import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, read } from './client';

/** What this browser may do. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => read(api.GET('/api/session', { signal })),
  staleTime: 60_000,
});

/** Whether this browser may change anything. While that is not known, what changes something is not shown. */
export function useCanWrite(): boolean {
  return useQuery(sessionQuery).data?.level === 'write';
}
