import type { Query, QueryClient } from '@tanstack/react-query';

/**
 * Reads the queries again that are out of date. A request in progress may have been answered before the event, so it does
 * not count: it is cancelled, or followed by another one if it is the first of its query, which cannot be cancelled.
 */
export async function refreshQueries(
  client: QueryClient,
  isOutdated: (query: Query) => boolean,
): Promise<void> {
  const isFirstRead = ({ state }: Query) => state.data === undefined && state.fetchStatus === 'fetching';
  const outdated = client.getQueryCache().findAll({ predicate: isOutdated });
  const firstReads = new Set(outdated.filter(isFirstRead));
  await client.invalidateQueries({ predicate: isOutdated }, { cancelRefetch: true });
  if (firstReads.size > 0) await client.invalidateQueries({ predicate: (query) => firstReads.has(query) });
}
