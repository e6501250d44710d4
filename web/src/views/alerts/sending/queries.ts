import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, KEYS, read } from '../../../api';
import type { AlertKind } from '../search';

const MUTES = 'mutes';
const CHANNELS = 'channels';
const EVERY_MS = 15_000;

/** What is recorded and not sent. */
export const mutesQuery = queryOptions({
  queryKey: [KEYS.alerts, MUTES],
  queryFn: ({ signal }) => read(api.GET('/api/alerts/mutes', { signal })),
});

/** The channels that had a message, with their state. */
export const channelsQuery = queryOptions({
  queryKey: [KEYS.alerts, CHANNELS],
  queryFn: ({ signal }) => read(api.GET('/api/alerts/channels', { signal })),
  refetchInterval: EVERY_MS,
});

export interface NewMute {
  kind?: AlertKind | undefined;
  offerId?: string | undefined;
  /** ISO 8601. Undefined: until it is removed. */
  mutedUntil?: string | undefined;
}

/** Adds a mute, and removes one by its id. */
export function useMutes() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: [KEYS.alerts, MUTES] });
  const add = useMutation({
    mutationFn: ({ kind, offerId, mutedUntil }: NewMute) =>
      read(
        api.PUT('/api/alerts/mutes', {
          body: { kind: kind ?? null, offerId: offerId ?? null, mutedUntil: mutedUntil ?? null },
        }),
      ),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE('/api/alerts/mutes/{id}', { params: { path: { id } } })),
    onSettled,
  });
  return { add, remove };
}

/** Sends a test message to every channel, and returns the result of each. */
export function useChannelTest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => read(api.POST('/api/alerts/test')),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.alerts, CHANNELS] }),
  });
}
