import { type QueryClient, useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, read, type Schemas } from './client';
import { ApiProblem } from './problem';
import { KEYS } from './queries';

/** An offer that is put on the watch list, or taken off it. */
export interface WatchChange {
  offerId: string;
  watched: boolean;
}

type Watchable = Pick<Schemas['Offer'], 'offerId' | 'watched'>;

/** What a query of offers has read, with the change. Data of other shapes is returned as it is. */
export function withWatched(data: unknown, { offerId, watched }: WatchChange): unknown {
  if (isOffer(data)) return data.offerId === offerId ? { ...data, watched } : data;
  const { offers } = (data ?? {}) as { offers?: unknown };
  if (!Array.isArray(offers) || !offers.some((offer) => isOffer(offer) && offer.offerId === offerId))
    return data;
  return { ...(data as object), offers: offers.map((offer) => withWatched(offer, { offerId, watched })) };
}

function isOffer(data: unknown): data is Watchable {
  return typeof data === 'object' && data !== null && 'offerId' in data && 'watched' in data;
}

const WATCH = ['watch'];

function showChange(client: QueryClient, change: WatchChange): void {
  client.setQueriesData({ queryKey: [KEYS.offers] }, (data: unknown) => withWatched(data, change));
}

/**
 * Puts offers on the watch list and takes them off it, with the settings they have or the defaults. The change is shown at
 * once, and taken back if it fails.
 */
export function useWatch() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: WATCH,
    mutationFn: async ({ offerId, watched }: WatchChange) => {
      const params = { path: { offerId } };
      if (watched) await read(api.POST('/api/watchlist', { body: { offerIds: [offerId] } }));
      else await read(api.DELETE('/api/watchlist/{offerId}', { params })).catch(ignoreNotFound);
    },
    onMutate: (change) => showChange(client, change),
    // A read that began before the change may have come in between.
    onSuccess: (_, change) => showChange(client, change),
    onError: (_, { offerId, watched }) => showChange(client, { offerId, watched: !watched }),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.watchlist] }),
  });
}

/** Whether a change of `useWatch` is on its way, which is shown already: the watch list does not have it yet. */
export function useIsWatchChanging(): boolean {
  return useIsMutating({ mutationKey: WATCH }) > 0;
}

/** An offer that is not on the watch list any more is what was asked for. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ApiProblem && error.status === 404)) throw error;
}
