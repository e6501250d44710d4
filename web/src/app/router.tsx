import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../search';
import { readAlertsSearch } from '../views/alerts/search';
import { readOffersSearch } from '../views/offers/search';
import { readRunsSearch } from '../views/runs/search';
import { readTodaySearch } from '../views/today/search';
import { NotFound, ViewError } from './fallbacks';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    validateSearch: readTodaySearch,
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

/** Creates the router. `basepath`: the path of the page's root, which may be below a path of a reverse proxy. */
export function createPageRouter(basepath: string) {
  return createRouter({
    routeTree: root.addChildren(routes),
    basepath,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: ViewError,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
