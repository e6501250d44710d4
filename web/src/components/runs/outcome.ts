import type { Schemas } from '../../api';
import type { Tone } from '../figures/badge';

type Run = Schemas['Sync'];

/** How good the status of a run is. */
export function toneOf(status: Run['status']): Tone {
  switch (status) {
    case 'running':
      return 'busy';
    case 'completed':
      return 'good';
    case 'incomplete':
      return 'warn';
    case 'failed':
    case 'timed_out':
      return 'bad';
    case 'cancelled':
      return 'dim';
  }
}

/** How long a run took, or has been running, in seconds. */
export function secondsOf({ startedAt, finishedAt, audit }: Run, nowMs: number): number {
  if (audit?.durationMs != null) return Math.round(audit.durationMs / 1_000);
  const endMs = finishedAt === null ? nowMs : Date.parse(finishedAt);
  return Math.max(0, (endMs - Date.parse(startedAt)) / 1_000);
}

/** What a run did, in the order in which it is shown. Zeros are left out, except for the offers it met. */
export interface Count {
  name: 'offersMet' | 'added' | 'changed' | 'paused' | 'resumed' | 'gone' | 'listed';
  value: number;
  /** A person may have to react. */
  isDeparture: boolean;
}

export function countsOf({ kind, audit }: Run): Count[] {
  if (audit === null) return [];
  const count = (name: Count['name'], value: number | null, isDeparture = false): Count[] =>
    value === null || (value === 0 && name !== 'offersMet') ? [] : [{ name, value, isDeparture }];
  if (kind === 'refresh') return count('listed', audit.listAfter);
  return [
    ...count('offersMet', audit.offersMet ?? 0),
    ...count('added', audit.offersNew),
    ...count('changed', audit.offersChanged),
    ...count('paused', audit.offersPaused, true),
    ...count('gone', audit.offersGone, true),
    ...count('resumed', audit.offersResumed),
  ];
}

/** Why a run is not completed, in the first sentence that it gives. Undefined: it gives none. */
export function reasonOf({ error, audit }: Run): string | undefined {
  return error ?? audit?.reasons[0];
}

/** How many offers the sweep of a run refused to mark as gone. Undefined: it did not refuse. */
export function refusedOf({ audit }: Run): number | undefined {
  return audit?.offersNotMarked ?? undefined;
}

/** The share of a run that is done, 0 to 1. Undefined: not known yet. */
export function shareOf({ progress }: Run): number | undefined {
  if (progress === null || progress.pagesTotal === null || progress.pagesTotal === 0) return undefined;
  return Math.min(1, progress.pagesDone / progress.pagesTotal);
}
