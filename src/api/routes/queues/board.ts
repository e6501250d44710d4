import {
  QUEUE_OF_KIND,
  type QueueState,
  type SyncClient,
  type SyncExecution,
  type TaskQueueName,
} from '../../../client';
import { SYNC_KINDS } from '../../../domain/run';
import type { RunCounts } from '../../../store';
import type { Reads } from '../../reads';
import { combineRun } from '../syncs/combine-run';
import { resolveRuns } from '../syncs/list';
import type { Sync } from '../syncs/schema';

const MAX_RUNS_SHOWN = 10;

/** Runs of a queue: the active ones, and those started within the last 24 hours by their final status. */
export interface QueueRunCounts {
  active: number;
  completed: number;
  incomplete: number;
  failed: number;
  cancelled: number;
  timedOut: number;
}

/** A queue with its runs. */
export interface QueueBoard extends QueueState {
  /** Tasks of both types that wait for a worker. */
  backlog: number;
  /** Age of the oldest of them. */
  backlogAgeSeconds: number;
  runs: QueueRunCounts;
  /** Newest first. */
  lastRuns: Sync[];
}

/**
 * Reads the state of both queues.
 *
 * @throws {TemporalUnavailableError} if the server cannot be reached or does not answer in time.
 * @throws {DatabaseTimeoutError} if the database does not answer in time.
 */
export async function readQueueBoard(reads: Reads, syncs: SyncClient): Promise<QueueBoard[]> {
  const [queues, running, runCounts] = await Promise.all([
    syncs.readQueues(),
    syncs.listRunning(),
    reads.readRunCounts(),
  ]);
  return Promise.all(
    queues.map(async (queue) => ({
      ...queue,
      backlog: queue.activities.backlog + queue.workflows.backlog,
      backlogAgeSeconds: Math.max(queue.activities.backlogAgeSeconds, queue.workflows.backlogAgeSeconds),
      runs: countRuns(queue.name, runCounts, running),
      lastRuns: await readLastRuns(queue.name, running, reads, syncs),
    })),
  );
}

function countRuns(queue: TaskQueueName, counts: RunCounts[], running: SyncExecution[]): QueueRunCounts {
  const withStatus = (status: RunCounts['status']) =>
    counts
      .filter((count) => QUEUE_OF_KIND[count.kind] === queue && count.status === status)
      .reduce((sum, { runs }) => sum + runs, 0);
  return {
    active: running.filter(({ kind }) => QUEUE_OF_KIND[kind] === queue).length,
    completed: withStatus('completed'),
    incomplete: withStatus('incomplete'),
    failed: withStatus('failed'),
    cancelled: withStatus('cancelled'),
    timedOut: withStatus('timed_out'),
  };
}

async function readLastRuns(
  queue: TaskQueueName,
  running: SyncExecution[],
  reads: Reads,
  syncs: SyncClient,
): Promise<Sync[]> {
  const kinds = SYNC_KINDS.filter((kind) => QUEUE_OF_KIND[kind] === queue);
  const pages = await Promise.all(kinds.map((kind) => reads.listRuns({ kind, limit: MAX_RUNS_SHOWN })));
  const records = pages.flatMap(({ runs }) => runs);
  const recorded = await resolveRuns(records, running, reads, syncs);
  const isRecorded = ({ runId }: SyncExecution) => recorded.some((run) => run.runId === runId);
  // A run that no worker has picked up has no record yet.
  const unrecorded = running.filter((run) => QUEUE_OF_KIND[run.kind] === queue && !isRecorded(run));
  return [...unrecorded.map((run) => combineRun(run, undefined, syncs)!), ...recorded]
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, MAX_RUNS_SHOWN);
}
