import type { SyncKind } from './run';

// The names that users see, of what is on the Temporal server. There the prefix of the mirror comes before them.

/** Two queues are bulkheads: a FULL can never delay a HIGH. The names are those of the Bull queues they replace. */
export const TASK_QUEUES = { high: 'high-priority', full: 'full-sync-chunk' } as const;

export type TaskQueueName = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];

/** Delivers the messages of alerts, apart from the runs: a channel that does not answer delays nothing else. */
export const ALERT_QUEUE = 'alerts';

/** The queues that a worker may poll. */
export const WORKER_QUEUES = [...Object.values(TASK_QUEUES), ALERT_QUEUE] as const;

export type WorkerQueueName = (typeof WORKER_QUEUES)[number];

/** The workflow type that delivers a message: the name that `workflows/index.ts` exports. */
export const DELIVERY_WORKFLOW = 'deliverAlert';

/** The workflow type that sends a test message to each channel. */
export const CHANNEL_TEST_WORKFLOW = 'testAlerts';

/**
 * The workflow that delivers a message: `alerts/<mirror>/12-1767607440/start/mail`. It begins with the queue, whose name has the
 * mirror's prefix. The mirror's id keeps the messages of a mirror apart from those of one that had the same names before.
 */
export function deliveryWorkflowId(queue: string, mirrorId: string, key: string): string {
  return `${queue}/${mirrorId}/${key}`;
}

/** The ids of the schedules. In the workflow ids of their runs the scheduled time follows: `full-sync-2026-01-05T10:00:00Z`. */
export const SCHEDULE_IDS = {
  high: 'high-priority-sync',
  full: 'full-sync',
  refresh: 'conversion-list-refresh',
} as const satisfies Record<SyncKind, string>;
