import { queryOptions, replaceEqualDeep } from '@tanstack/react-query';
import { api, read, type Schemas } from './client';
import type { operations } from './schema';

type Mirror = Schemas['Readiness'];
type QueryOf<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>;

/**
 * The first part of the key of each query. What arrives live invalidates all queries with such a name:
 * `queryClient.invalidateQueries({ queryKey: [KEYS.runs] })`.
 */
export const KEYS = {
  mirror: 'mirror',
  runs: 'runs',
  schedules: 'schedules',
  queues: 'queues',
  offers: 'offers',
  changes: 'changes',
  alerts: 'alerts',
  watchlist: 'watchlist',
} as const;

/** How fresh the mirror is, and what is wrong with it. A mirror that is not ready is an answer, not a problem. */
export const mirrorQuery = queryOptions({
  queryKey: [KEYS.mirror],
  queryFn: ({ signal }) =>
    read(
      api.GET('/api/health/ready', { signal }).then(({ data, error, response }) => ({
        data: data ?? (error !== undefined && 'ready' in error ? error : undefined),
        error,
        response: response.status === 503 && error !== undefined && 'ready' in error ? OK : response,
      })),
    ),
  structuralSharing: (before, now) =>
    replaceEqualDeep(before, keepFreshness(before as Mirror | undefined, now as Mirror)),
});

const OK = new Response();

/** Keeps what is known of the data while the database is away: no run has been forgotten. */
function keepFreshness(before: Mirror | undefined, now: Mirror): Mirror {
  return { ...now, freshness: now.freshness ?? before?.freshness ?? null };
}

export const schedulesQuery = queryOptions({
  queryKey: [KEYS.schedules],
  queryFn: ({ signal }) => read(api.GET('/api/schedules', { signal })),
});

export const queuesQuery = queryOptions({
  queryKey: [KEYS.queues],
  queryFn: ({ signal }) => read(api.GET('/api/queues', { signal })),
});

export const offersQuery = (query: QueryOf<'listOffers'> = {}) =>
  queryOptions({
    queryKey: [KEYS.offers, query],
    queryFn: ({ signal }) => read(api.GET('/api/offers', { params: { query }, signal })),
  });

export const changesQuery = (query: QueryOf<'listChanges'> = {}) =>
  queryOptions({
    queryKey: [KEYS.changes, query],
    queryFn: ({ signal }) => read(api.GET('/api/changes', { params: { query }, signal })),
  });

export const alertsQuery = (query: QueryOf<'listAlerts'> = {}) =>
  queryOptions({
    queryKey: [KEYS.alerts, query],
    queryFn: ({ signal }) => read(api.GET('/api/alerts', { params: { query }, signal })),
  });

export const watchlistQuery = queryOptions({
  queryKey: [KEYS.watchlist],
  queryFn: ({ signal }) => read(api.GET('/api/watchlist', { signal })),
});

/** How many offers match filters. */
export const offerCountQuery = (query: Omit<QueryOf<'listOffers'>, 'limit' | 'cursor' | 'format'>) =>
  queryOptions({
    queryKey: [KEYS.offers, 'count', query],
    queryFn: async ({ signal }) => {
      const page = await read(api.GET('/api/offers', { params: { query: { ...query, limit: 1 } }, signal }));
      return page.total;
    },
  });

/** How many offers are on the ConversionList. */
export const conversionCountQuery = queryOptions({
  queryKey: [KEYS.offers, 'conversion-list'],
  queryFn: async ({ signal }) => {
    const page = await read(api.GET('/api/conversion-list', { params: { query: { limit: 1 } }, signal }));
    return page.total;
  },
});
