export { sessionQuery, useCanWrite, useSignIn, useSignOut } from './access';
export { api, createApi, read, type Schemas } from './client';
export {
  offerConversionsQuery,
  offerHistoryQuery,
  offerQuery,
  offersPageQuery,
  type OffersQuery,
  useOfferFacets,
  watchedOfferQuery,
} from './offers';
export { ApiProblem, type ProblemKind } from './problem';
export { setLive, unlessLive } from './polling';
export {
  alertsQuery,
  changesQuery,
  conversionCountQuery,
  KEYS,
  mirrorQuery,
  offerCountQuery,
  offersQuery,
  queuesQuery,
  schedulesQuery,
  watchlistQuery,
} from './queries';
export { createQueryClient } from './query-client';
export {
  type RunKey,
  runPagesQuery,
  runQuery,
  runsQuery,
  type StartRun,
  useCancelRun,
  useStartRun,
} from './runs';
export { useIsWatchChanging, useWatch, withWatched } from './watch';
