import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, KEYS, read, unlessLive } from '../../../api';
import { type AlertsSearch, toAlertsQuery } from '../search';

const EVERY_MS = 15_000;

/** The alerts that match, page by page, the latest first. */
export const alertPagesQuery = (search: AlertsSearch) =>
  infiniteQueryOptions({
    queryKey: [KEYS.alerts, 'pages', search],
    queryFn: ({ signal, pageParam }) =>
      read(
        api.GET('/api/alerts', {
          params: {
            query: {
              ...toAlertsQuery(search),
              limit: 50,
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: () => unlessLive(EVERY_MS),
  });

/** Marks an alert as known. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => read(api.POST('/api/alerts/{id}/acknowledge', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.alerts] }),
  });
}
