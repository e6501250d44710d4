import type { Client } from '@temporalio/client';
import { TASK_QUEUES, type TaskQueueName } from '../workflows/contract';
import type { MirrorContext } from './mirror-context';

/** Backlog and rates of a queue. Rates are the server's estimates over the last seconds. */
export interface QueueTraffic {
  /** Approximate number of tasks that wait for a worker. */
  backlog: number;
  /** Age of the oldest of them. */
  backlogAgeSeconds: number;
  addedPerSecond: number;
  dispatchedPerSecond: number;
}

/** A process that polled the queue within the last five minutes. */
export interface QueueWorker {
  /** Process id and host: `4711@worker-1`. */
  identity: string;
  /** The task types that it polls for. */
  takes: ('workflows' | 'activities')[];
  /** An idle worker polls once a minute. */
  lastSeenAt: string;
}

/** The state of a task queue. */
export interface QueueState {
  name: TaskQueueName;
  /** The server's limit for all workers together. Null: no limit, or no worker has set one. */
  activitiesPerSecond: number | null;
  activities: QueueTraffic;
  workflows: QueueTraffic;
  workers: QueueWorker[];
}

/** The enum values of `TaskQueueType`. */
const TASK_TYPES = { workflows: 1, activities: 2 } as const;
type TaskType = keyof typeof TASK_TYPES;

/** `RATE_LIMIT_SOURCE_SYSTEM`: no worker has set a limit, so the server's own, much higher limit applies. */
const RATE_LIMIT_SOURCE_SYSTEM = 3;

/** Reads the state of both queues: one request for each task type of each queue. */
export function readQueueStates({ temporal, prefix }: MirrorContext): Promise<QueueState[]> {
  return Promise.all(
    Object.values(TASK_QUEUES).map(async (name) => {
      const [workflows, activities] = await Promise.all([
        describeQueue(temporal, `${prefix}${name}`, 'workflows'),
        describeQueue(temporal, `${prefix}${name}`, 'activities'),
      ]);
      const limit = activities.effectiveRateLimit;
      const isSetByWorker = limit != null && Number(limit.rateLimitSource) !== RATE_LIMIT_SOURCE_SYSTEM;
      return {
        name,
        activitiesPerSecond: isSetByWorker ? (limit.requestsPerSecond ?? null) : null,
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
