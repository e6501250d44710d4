import type { Query, QueryClient } from '@tanstack/react-query';
import { KEYS, type Schemas } from '../api';

type Mirror = Schemas['Readiness'];

/**
 * Shows at once that the database is away: a request for it would wait with all others for the deadline of the API. Returns
 * whether the page has shown a mirror whose database was up.
 */
export function showDatabaseAway(client: QueryClient): boolean {
  const before = client.getQueryData<Mirror>([KEYS.mirror]);
  client.setQueryData<Mirror>([KEYS.mirror], withDatabaseAway);
  return before?.dependencies.database.state === 'up';
}

/** The state of the mirror, with a database that is away. What was known of the data stays. */
function withDatabaseAway(mirror: Mirror | undefined): Mirror | undefined {
  return (
    mirror && {
      ...mirror,
      ready: false,
      dependencies: { ...mirror.dependencies, database: { state: 'away' } },
    }
  );
}

/** Whether the last request of a query has failed, also if it is being repeated. */
export function hasFailed({ state }: Query): boolean {
  return state.status === 'error' || state.fetchFailureCount > 0;
}
