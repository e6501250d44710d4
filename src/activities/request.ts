import { setTimeout as wait } from 'node:timers/promises';
import type { Semaphore } from '../async/semaphore';
import type { Instant } from '../domain/offer';
import type { FullSyncStatus } from '../domain/run';
import type { Store } from '../store';
import type { Upstream } from '../upstream';

/** When the requests of a queue are sent. */
export interface RequestPacing {
  queue: string;
  /** Of all workers together; 0: no limit. */
  requestsPerSecond: number;
  /** The concurrent requests of this worker. */
  semaphore: Semaphore;
  /** How long a request waits for a permit of the semaphore, in milliseconds. */
  permitTimeoutMs: number;
}

/** The input that all activities that send requests have in common. */
export interface RequestInput {
  /** The status of the offers that count as met by the run; a page request reads only these. `any`: all. */
  status: FullSyncStatus;
  /** How long it may be attempted, in milliseconds. Default: as long as the workflow allows. */
  retryForMs?: number | undefined;
}

/** The dependencies of an activity that sends requests. */
export interface RequestDependencies {
  upstream: Upstream;
  store: Store;
  pacing: RequestPacing;
}

/**
 * Send a request to the network at its reserved time. Returns the answer and when the request was sent, by the
 * database's clock.
 *
 * The permit is released as soon as the answer has arrived, so the next request is sent while this answer is stored.
 *
 * The queue's rate limit on the Temporal server bounds the number of requests, but after an idle time it releases a
 * whole second's worth at once. The send times, which all workers reserve in the database, space them evenly. None is
 * reserved during a cooldown. `send` gets `reserveSendTime` for an answer that takes more than one request.
 *
 * @throws {PermitTimeoutError} when no permit was released in time. Nothing was sent.
 * @throws {UpstreamCooldownError} during a cooldown. Nothing was sent.
 */
export function sendRequest<T>(
  { upstream, store, pacing }: RequestDependencies,
  signal: AbortSignal,
  send: (reserveSendTime: () => Promise<void>) => Promise<T>,
): Promise<{ answer: T; observedAt: Instant }> {
  const reserveSendTime = async () => {
    if (pacing.requestsPerSecond === 0) return;
    const waitMs = await store.reserveSendTime(pacing.queue, pacing.requestsPerSecond);
    if (waitMs > 0) await wait(waitMs, undefined, { signal });
  };
  return pacing.semaphore.withPermit({ timeoutMs: pacing.permitTimeoutMs, signal }, async () => {
    upstream.assertNotCoolingDown();
    await reserveSendTime();
    const observedAt = await store.readClock();
    return { answer: await send(reserveSendTime), observedAt };
  });
}
