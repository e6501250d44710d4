import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, read, type Schemas } from '../../api';

const KEY = 'sandbox';
const EVERY_MS = 10_000;

export type FaultName = Exclude<Schemas['Sandbox']['faults'][number]['name'], 'other'>;

/** What a person does to the sandbox. `offerId`: default, the offer that converts fastest. */
export type Action =
  | { kind: 'pause' | 'stop'; offerId?: string | undefined }
  | { kind: 'break'; fault: FaultName }
  | { kind: 'heal' };

/** What is broken in the sandbox. */
export const sandboxQuery = queryOptions({
  queryKey: [KEY],
  queryFn: ({ signal }) => read(api.GET('/api/sandbox', { signal })),
  refetchInterval: ({ state }) => (state.error === null ? EVERY_MS : false),
});

/** Breaks the sandbox or heals it. Returns the offer that was changed, if it is one. */
export function useSandboxAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (action: Action): Promise<Schemas['SandboxOffer'] | undefined> => {
      switch (action.kind) {
        case 'pause':
          return read(api.POST('/api/sandbox/pause', { body: offerOf(action) }));
        case 'stop':
          return read(api.POST('/api/sandbox/stop-conversions', { body: offerOf(action) }));
        case 'break':
          await read(api.POST('/api/sandbox/faults', { body: { fault: action.fault } }));
          return undefined;
        case 'heal':
          await read(api.POST('/api/sandbox/heal'));
          return undefined;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}

function offerOf({ offerId }: { offerId?: string | undefined }) {
  return offerId === undefined ? {} : { offerId };
}
