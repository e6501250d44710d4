export { sessionQuery, useCanWrite } from './access';
export { api, createApi, read, type Schemas } from './client';
export { ApiProblem, isTemporary, type ProblemKind } from './problem';
export {
  alertsQuery,
  changesQuery,
  KEYS,
  mirrorQuery,
  offersQuery,
  queuesQuery,
  runsQuery,
  schedulesQuery,
  watchlistQuery,
} from './queries';
export { createQueryClient } from './query-client';
export { type RunKey, runPagesQuery, runQuery, type StartRun, useCancelRun, useStartRun } from './runs';
