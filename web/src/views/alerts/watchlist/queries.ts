import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, KEYS, read, type Schemas } from '../../../api';

export type Sensitivity = Schemas['WatchedOffer']['sensitivity'];

/** The settings of a watched offer. `after`: such as `10m`; null: its rhythm decides. */
export interface WatchSettings {
  note: string | null;
  sensitivity: Sensitivity;
  after: string | null;
}

/** The watch list, page by page. */
export const watchlistPagesQuery = infiniteQueryOptions({
  queryKey: [KEYS.watchlist, 'pages'],
  queryFn: ({ signal, pageParam }) =>
    read(
      api.GET('/api/watchlist', {
        params: { query: { limit: 50, ...(pageParam !== undefined && { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
});

/** Puts offers on the watch list or changes the given settings of those that are on it, and removes an offer. */
export function useWatchlist() {
  const client = useQueryClient();
  const onSettled = async () => {
    await client.invalidateQueries({ queryKey: [KEYS.watchlist] });
    await client.invalidateQueries({ queryKey: [KEYS.offers] });
  };
  const watch = useMutation({
    mutationFn: (body: Partial<WatchSettings> & { offerIds: string[] }) =>
      read(api.POST('/api/watchlist', { body })),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (offerId: string) =>
      read(api.DELETE('/api/watchlist/{offerId}', { params: { path: { offerId } } })),
    onSettled,
  });
  return { watch, remove };
}
