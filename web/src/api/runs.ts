import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, read, type Schemas } from './client';
import { unlessLive } from './polling';
import { KEYS } from './queries';
import type { operations } from './schema';

/** How often a running run is read while nothing arrives live, in milliseconds. */
const RUNNING_EVERY_MS = 1_000;
const IDLE_EVERY_MS = 15_000;

type RunsQuery = NonNullable<operations['listSyncs']['parameters']['query']>;
type Filters = Pick<RunsQuery, 'kind' | 'status'>;
export type RunKey = Pick<Schemas['Sync'], 'workflowId' | 'runId'>;
export type StartRun =
  | { kind: 'high' | 'refresh' }
  | {
      kind: 'full';
      body?: NonNullable<operations['startFullSync']['requestBody']>['content']['application/json'];
    };

const intervalFor = (...runs: (Schemas['Sync'] | undefined)[]) =>
  unlessLive(runs.some((run) => run?.status === 'running') ? RUNNING_EVERY_MS : IDLE_EVERY_MS);

/** Runs with their progress, the newest first. */
export const runsQuery = (query: RunsQuery) =>
  queryOptions({
    queryKey: [KEYS.runs, query],
    queryFn: ({ signal }) => read(api.GET('/api/syncs', { params: { query }, signal })),
    refetchInterval: ({ state }) => intervalFor(...(state.data?.syncs ?? [])),
  });

/** Runs with their progress, page by page, the newest first. */
export const runPagesQuery = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: [KEYS.runs, 'pages', filters],
    queryFn: ({ signal, pageParam }) =>
      read(
        api.GET('/api/syncs', {
          params: { query: { ...filters, limit: 50, ...(pageParam !== undefined && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => intervalFor(...(state.data?.pages[0]?.syncs ?? [])),
  });

/** One run. */
export const runQuery = ({ workflowId, runId }: RunKey) =>
  queryOptions({
    queryKey: [KEYS.runs, 'one', workflowId, runId],
    queryFn: ({ signal }) =>
      read(
        api.GET('/api/syncs/{workflowId}', { params: { path: { workflowId }, query: { runId } }, signal }),
      ),
    refetchInterval: ({ state }) => intervalFor(state.data),
  });

/** Starts a run, or joins the one in progress. */
export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (run: StartRun): Promise<Schemas['StartedSync']> => {
      const started = await (run.kind === 'full'
        ? read(api.POST('/api/syncs/full', { body: run.body ?? null }))
        : read(api.POST(`/api/syncs/${run.kind}`)));
      return started as Schemas['StartedSync'];
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [KEYS.runs] }),
  });
}

/** Asks a run to end. */
export function useCancelRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ workflowId, runId }: RunKey) =>
      read(
        api.POST('/api/syncs/{workflowId}/cancel', { params: { path: { workflowId }, query: { runId } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.runs] }),
  });
}
