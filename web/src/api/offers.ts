import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { api, read, type Schemas } from './client';
import { KEYS } from './queries';
import type { operations } from './schema';

/** Filters and order of the list of offers. */
export type OffersQuery = Omit<
  NonNullable<operations['listOffers']['parameters']['query']>,
  'limit' | 'cursor' | 'at' | 'format' | 'columns' | 'all'
>;

/** Lists are repeated and not separated by commas: a value may contain one. */
const querySerializer = { array: { style: 'form', explode: true } } as const;

/** How long a page of offers is kept after it was last shown, in milliseconds: it bounds the memory of a long scroll. */
const PAGE_KEPT_MS = 30_000;

/** A page of the list of offers, from a cursor on. Undefined: the first page. */
export const offersPageQuery = (query: OffersQuery, limit: number, cursor: string | undefined) =>
  queryOptions({
    queryKey: [KEYS.offers, 'page', query, limit, cursor],
    queryFn: ({ signal }) =>
      read(
        api.GET('/api/offers', {
          params: { query: { ...query, limit, ...(cursor === undefined ? {} : { cursor }) } },
          querySerializer,
          signal,
        }),
      ),
    staleTime: PAGE_KEPT_MS,
    gcTime: PAGE_KEPT_MS,
  });

/** The values of the filters, with the numbers of offers that match the other filters. */
const offerFacetsQuery = ({ sortBy: _, sortOrder: __, ...filters }: OffersQuery) =>
  queryOptions({
    queryKey: [KEYS.offers, 'facets', filters],
    queryFn: ({ signal }) =>
      read(api.GET('/api/offer-facets', { params: { query: filters }, querySerializer, signal })),
    // The values are there while a filter is being chosen.
    placeholderData: keepPreviousData,
    staleTime: PAGE_KEPT_MS,
  });

/** The values of the filters. With a value that no offer has, the API counts nothing: then those of the whole mirror. */
export function useOfferFacets(query: OffersQuery): Schemas['OfferFacets'] | undefined {
  const facets = useQuery(offerFacetsQuery(query));
  const all = useQuery({ ...offerFacetsQuery({}), enabled: facets.isError });
  return facets.isError ? all.data : facets.data;
}

export const offerQuery = (offerId: string) =>
  queryOptions({
    queryKey: [KEYS.offers, 'one', offerId],
    queryFn: ({ signal }) =>
      read(api.GET('/api/offers/{offerId}', { params: { path: { offerId } }, signal })),
  });

/** When an offer was seen to convert, in the last hours. */
export const offerConversionsQuery = (offerId: string, hours: number) =>
  queryOptions({
    queryKey: [KEYS.offers, 'conversions', offerId, hours],
    queryFn: ({ signal }) =>
      read(
        api.GET('/api/offers/{offerId}/conversions', {
          params: { path: { offerId }, query: { hours } },
          signal,
        }),
      ),
  });

/** The changes of an offer, the newest first, page by page. */
export const offerHistoryQuery = (offerId: string, limit: number) =>
  infiniteQueryOptions({
    queryKey: [KEYS.changes, 'offer', offerId, limit],
    queryFn: ({ pageParam, signal }) =>
      read(
        api.GET('/api/offers/{offerId}/history', {
          params: {
            path: { offerId },
            query: { limit, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The settings of an offer on the watch list. Fails with the status 404 if it is not on it. */
export const watchedOfferQuery = (offerId: string) =>
  queryOptions({
    queryKey: [KEYS.watchlist, offerId],
    queryFn: ({ signal }) =>
      read(api.GET('/api/watchlist/{offerId}', { params: { path: { offerId } }, signal })),
  });
