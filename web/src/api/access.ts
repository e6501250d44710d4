import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, read } from './client';

/** What this browser may do. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => read(api.GET('/api/session', { signal })),
  staleTime: 60_000,
});

/** Whether this browser may change anything. False until that is known: controls that change something are hidden. */
export function useCanWrite(): boolean {
  return useQuery(sessionQuery).data?.level === 'write';
}

/** Exchanges a key for a session. The key is not kept. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => read(api.POST('/api/session', { body: { key } })),
    gcTime: 0,
    onSuccess(session) {
      queryClient.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

/** Ends the session of this browser, and forgets what it has read. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => read(api.DELETE('/api/session')),
    async onSuccess() {
      await queryClient.refetchQueries(sessionQuery);
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
}
