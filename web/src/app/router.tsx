import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { mirrorQuery, sessionQuery } from '../api';
import { parseSearch, stringifySearch } from '../search';
import { readAlertsSearch } from '../views/alerts/search';
import { readOffersSearch } from '../views/offers/search';
import { readRunsSearch } from '../views/runs/search';
import { fastOffersQuery } from '../views/today/fast/query';
import { readTodaySearch, type TodaySearch } from '../views/today/search';
import { NotFound, ViewError } from './fallbacks';
import { Shell } from './shell';

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Shell, notFoundComponent: NotFound });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    validateSearch: readTodaySearch,
    // What a person looks for first is read while the code of the view is still loading. Once: later the view reads it.
    staleTime: Infinity,
    loader: ({ context: { queryClient }, location: { search } }) =>
      void prefetchToday(queryClient, readTodaySearch(search)),
    component: lazyRouteComponent(() => import('../views/today'), 'TodayView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/offers',
    validateSearch: readOffersSearch,
    component: lazyRouteComponent(() => import('../views/offers'), 'OffersView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/offers/$offerId',
    component: lazyRouteComponent(() => import('../views/offer'), 'OfferView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    validateSearch: readRunsSearch,
    component: lazyRouteComponent(() => import('../views/runs'), 'RunsView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$workflowId/$runId',
    component: lazyRouteComponent(() => import('../views/runs/run'), 'RunView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/schedules',
    component: lazyRouteComponent(() => import('../views/schedules'), 'SchedulesView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/alerts',
    validateSearch: readAlertsSearch,
    component: lazyRouteComponent(() => import('../views/alerts'), 'AlertsView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/queues',
    component: lazyRouteComponent(() => import('../views/queues'), 'QueuesView'),
  }),
] as const;

/** Reads nothing before a sign-in. */
async function prefetchToday(queryClient: QueryClient, search: TodaySearch): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery).catch(() => undefined);
  if (session === undefined || session.level === 'none') return;
  await Promise.all([
    queryClient.prefetchQuery(fastOffersQuery(search)),
    queryClient.prefetchQuery(mirrorQuery),
  ]);
}

/**
 * Creates the router, and begins to load the view of the address. `basepath`: the path of the page's root, which may be
 * below a path of a reverse proxy.
 */
export function createPageRouter(basepath: string, queryClient: QueryClient) {
  const router = createRouter({
    routeTree: root.addChildren(routes),
    context: { queryClient },
    basepath,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: ViewError,
    scrollRestoration: true,
  });
  void router.load();
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
