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

const SHOWN = 10;

/** Runs on a queue: those that are going, and the ends of those that began within the last 24 hours. */
export interface BoardRuns {
  active: number;
  completed: number;
  incomplete: number;
  failed: number;
  cancelled: number;
  timedOut: number;
}

/** A queue with the runs that live on it. */
export interface QueueBoard extends QueueState {
  /** Tasks of both types that wait for a worker. */
  backlog: number;
  /** How long the oldest of them has waited. */
  backlogAgeSeconds: number;
  runs: BoardRuns;
  /** The newest first. */
  lastRuns: Sync[];
}

/** How both queues stand. @throws {TemporalUnavailableError} where Temporal does not say. */
export async function readQueueBoard(reads: Reads, syncs: SyncClient): Promise<QueueBoard[]> {
  const [queues, going, figures] = await Promise.all([
    syncs.readQueues(),
    syncs.listRunning(),
    reads.readRunCounts(),
  ]);
  return Promise.all(
    queues.map(async (queue) => ({
      ...queue,
      backlog: queue.activities.backlog + queue.workflows.backlog,
      backlogAgeSeconds: Math.max(queue.activities.backlogAgeSeconds, queue.workflows.backlogAgeSeconds),
      runs: countRuns(queue.name, figures, going),
      lastRuns: await lastRuns(queue.name, going, reads, syncs),
    })),
  );
}

function countRuns(queue: TaskQueueName, figures: RunCounts[], going: SyncExecution[]): BoardRuns {
  const ended = (status: RunCounts['status']) =>
    figures
      .filter((figure) => QUEUE_OF_KIND[figure.kind] === queue && figure.status === status)
      .reduce((sum, { runs }) => sum + runs, 0);
  return {
    active: going.filter(({ kind }) => QUEUE_OF_KIND[kind] === queue).length,
    completed: ended('completed'),
    incomplete: ended('incomplete'),
    failed: ended('failed'),
    cancelled: ended('cancelled'),
    timedOut: ended('timed_out'),
  };
}

async function lastRuns(
  queue: TaskQueueName,
  going: SyncExecution[],
  reads: Reads,
  syncs: SyncClient,
): Promise<Sync[]> {
  const kinds = SYNC_KINDS.filter((kind) => QUEUE_OF_KIND[kind] === queue);
  const pages = await Promise.all(kinds.map((kind) => reads.listRuns({ kind, limit: SHOWN })));
  const told = await resolveRuns(
    pages.flatMap(({ runs }) => runs),
    going,
    reads,
    syncs,
  );
  const isTold = ({ runId }: SyncExecution) => told.some((run) => run.runId === runId);
  // One that no worker has taken up yet is in no book.
  const early = going.filter((run) => QUEUE_OF_KIND[run.kind] === queue && !isTold(run));
  return [...early.map((run) => combineRun(run, undefined, syncs)!), ...told]
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, SHOWN);
}
