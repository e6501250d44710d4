import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, KEYS, read } from '../../api';

/** Pauses a schedule with a reason, resumes it, or triggers a run of it. */
export function useScheduleActions(id: string) {
  const client = useQueryClient();
  const params = { path: { id } };
  const onSettled = () => client.invalidateQueries({ queryKey: [KEYS.schedules] });
  const pause = useMutation({
    mutationFn: (note: string) =>
      read(api.POST('/api/schedules/{id}/pause', { params, body: note === '' ? null : { note } })),
    onSettled,
  });
  const resume = useMutation({
    mutationFn: () => read(api.POST('/api/schedules/{id}/resume', { params })),
    onSettled,
  });
  const trigger = useMutation({
    mutationFn: async () => {
      const triggered = await read(api.POST('/api/schedules/{id}/trigger', { params }));
      // Without `wait`, the API never answers with the run itself.
      return triggered as Extract<typeof triggered, { outcome: unknown }>;
    },
    onSettled: async () => {
      await onSettled();
      await client.invalidateQueries({ queryKey: [KEYS.runs] });
    },
  });
  return { pause, resume, trigger };
}
