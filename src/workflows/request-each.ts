import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { isOutage } from './failures';
import { forEachConcurrent } from './for-each-concurrent';

const IN_OUTAGE = 'not requested, because no request succeeded any more';
export const OUT_OF_TIME = 'not read, because the time of the run for requests was used up';

interface RequestEachOptions<T> {
  /** Requests in flight. */
  limit: number;
  /** When the run stops sending requests, in milliseconds since the epoch. */
  endsAtMs: number;
  /** Records a request that failed. What it throws ends the run. */
  onFailure: (item: T, error: unknown) => void;
}

/** The end of requests in an outage, or because the run's time for them was used up. */
export interface EarlyEnd<T> {
  /** Completes the sentence "The items were …". */
  why: string;
  /** Items that were not requested, or whose request was cancelled. */
  unread: T[];
}

/**
 * Send a request for each item. A request that fails does not stop the others, except in these cases:
 *
 * - An activity gives up because of an outage, in which no request of the run succeeds: no further request is started.
 *   Those in flight give up soon by themselves.
 * - The run's time for requests is used up: those in flight are cancelled too, so that the run ends with its audit before
 *   Temporal ends it.
 *
 * Returns null if neither was the case.
 */
export async function requestEach<T>(
  items: readonly T[],
  { limit, endsAtMs, onFailure }: RequestEachOptions<T>,
  request: (item: T) => Promise<void>,
): Promise<EarlyEnd<T> | null> {
  const waiting = [...items];
  const cancelled: T[] = [];
  let why: string | null = null;
  const run = CancellationScope.current();
  const inTime = new CancellationScope({ cancellable: true, timeout: Math.max(1, endsAtMs - Date.now()) });
  const isOutOfTime = () => inTime.consideredCancelled && !run.consideredCancelled;

  const next = () => {
    if (isOutOfTime() || Date.now() >= endsAtMs) why ??= OUT_OF_TIME;
    return why === null ? waiting.shift() : undefined;
  };
  const work = async (item: T) => {
    try {
      await request(item);
    } catch (error) {
      if (isCancellation(error) && isOutOfTime()) {
        why ??= OUT_OF_TIME;
        cancelled.push(item);
        return;
      }
      if (isCancellation(error)) throw error;
      onFailure(item, error);
      if (isOutage(error)) why ??= IN_OUTAGE;
    }
  };
  await inTime.run(() => forEachConcurrent(next, limit, work));
  return why === null ? null : { why, unread: [...cancelled, ...waiting] };
}
