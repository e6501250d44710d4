import type { SyncKind } from './run';

// The names that users see, of what is on the Temporal server. There the prefix of the mirror comes before them.

/** Two queues are bulkheads: a FULL can never delay a HIGH. The names are those of the Bull queues they replace. */
export const TASK_QUEUES = { high: 'high-priority', full: 'full-sync-chunk' } as const;

export type TaskQueueName = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];

/** The ids of the schedules. In the workflow ids of their runs the scheduled time follows: `full-sync-2026-01-05T10:00:00Z`. */
export const SCHEDULE_IDS = {
  high: 'high-priority-sync',
  full: 'full-sync',
  refresh: 'conversion-list-refresh',
} as const satisfies Record<SyncKind, string>;
