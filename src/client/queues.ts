import type { Client } from '@temporalio/client';
import { TASK_QUEUES, type TaskQueueName } from '../workflows/contract';

/** What waits on a queue, and how fast it comes and goes. Rates are of the last seconds, as the server estimates. */
export interface QueueTraffic {
  /** Tasks that wait for a worker, about. */
  backlog: number;
  /** How long the oldest of them has waited. */
  backlogAgeSeconds: number;
  addedPerSecond: number;
  dispatchedPerSecond: number;
}

/** A process that asked the queue for work within the last five minutes. */
export interface QueueWorker {
  /** Its process id and machine: `4711@worker-1`. */
  identity: string;
  /** Which tasks it takes. */
  takes: ('workflows' | 'activities')[];
  /** A worker with nothing to do asks once a minute. */
  lastSeenAt: string;
}

export interface QueueState {
  name: TaskQueueName;
  /** Activities a second that the server hands out to all workers together; null: no limit, or no worker that set one. */
  activitiesPerSecond: number | null;
  activities: QueueTraffic;
  workflows: QueueTraffic;
  workers: QueueWorker[];
}

/** The server's numbers for the types of tasks that a queue holds. */
const TASK_TYPES = { workflows: 1, activities: 2 } as const;
type TaskType = keyof typeof TASK_TYPES;

/** The server's word for a limit that a worker set; others are the server's own, far above ours. */
const SET_BY_SYSTEM = 3;

/** How both queues stand, one question to the server a type of task. */
export function readQueueStates(temporal: Client): Promise<QueueState[]> {
  return Promise.all(
    Object.values(TASK_QUEUES).map(async (name) => {
      const [workflows, activities] = await Promise.all([
        describeQueue(temporal, name, 'workflows'),
        describeQueue(temporal, name, 'activities'),
      ]);
      const limit = activities.effectiveRateLimit;
      const isOurs = limit != null && Number(limit.rateLimitSource) !== SET_BY_SYSTEM;
      return {
        name,
        activitiesPerSecond: isOurs ? (limit.requestsPerSecond ?? null) : null,
        activities: toTraffic(activities),
        workflows: toTraffic(workflows),
        workers: toWorkers({ workflows, activities }),
      };
    }),
  );
}

type Description = Awaited<ReturnType<typeof describeQueue>>;

function describeQueue(temporal: Client, name: string, type: TaskType) {
  return temporal.workflowService.describeTaskQueue({
    namespace: temporal.options.namespace,
    taskQueue: { name },
    taskQueueType: TASK_TYPES[type],
    reportStats: true,
  });
}

function toTraffic({ stats }: Description): QueueTraffic {
  return {
    backlog: Number(stats?.approximateBacklogCount ?? 0),
    backlogAgeSeconds: Number(stats?.approximateBacklogAge?.seconds ?? 0),
    addedPerSecond: stats?.tasksAddRate ?? 0,
    dispatchedPerSecond: stats?.tasksDispatchRate ?? 0,
  };
}

function toWorkers(descriptions: Record<TaskType, Description>): QueueWorker[] {
  const workers = new Map<string, QueueWorker>();
  for (const type of Object.keys(TASK_TYPES) as TaskType[]) {
    for (const { identity, lastAccessTime } of descriptions[type].pollers) {
      const name = identity ?? '';
      const seenAt = new Date(Number(lastAccessTime?.seconds ?? 0) * 1_000).toISOString();
      const known = workers.get(name) ?? { identity: name, takes: [], lastSeenAt: seenAt };
      known.takes.push(type);
      if (known.lastSeenAt < seenAt) known.lastSeenAt = seenAt;
      workers.set(name, known);
    }
  }
  return [...workers.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1));
}
