import { setTimeout as wait } from 'node:timers/promises';
import type { Semaphore } from '../async/semaphore';
import { MAX_RETRY_AFTER_MS } from '../domain/network-limits';
import type { Instant } from '../domain/offer';
import type { FullSyncStatus, MirrorRun, RequestPurpose } from '../domain/run';
import type { AnswerToSave, Store } from '../store';
import type { Upstream } from '../upstream';
import { readClockAhead } from './clock-ahead';
import type { RequestBudget } from './retry/as-failure';
import type { Attempt } from './retry/attempt';
import type { OutageClock } from './retry/outage';

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
  run: MirrorRun;
  /** The status of the offers that count as met by the run; a page request reads only these. `any`: all. */
  status: FullSyncStatus;
  /** How long it may be attempted, in milliseconds, without waits for a worker or a permit. */
  retryForMs: number;
  /** How much longer if the network asks for waits, in milliseconds. Default: 10 minutes. */
  extraForWaitsMs?: number | undefined;
}

/** The input of an activity that saves the answer. */
export interface SavedRequestInput extends RequestInput {
  /** Identifies the request within its run: `page/17`, `batch/3`. */
  requestKey: string;
  purpose: RequestPurpose;
}

/** The dependencies of an activity that sends requests. */
export interface RequestDependencies {
  upstream: Upstream;
  store: Store;
  pacing: RequestPacing;
  /** Measures for how long all requests of the queue have failed. */
  outageClock: OutageClock;
}

/** The budget of an activity that sends the request with this key. */
export function requestBudget(
  { outageClock }: RequestDependencies,
  { run, retryForMs, extraForWaitsMs = MAX_RETRY_AFTER_MS }: RequestInput,
  requestKey: string,
): RequestBudget {
  return { retryForMs, extraForWaitsMs, request: { runId: run.runId, requestKey }, outageClock };
}

/** An answer of the network, and when the request was sent. */
interface TimedAnswer<T> {
  answer: T;
  /** Just before the request was sent, by the database's clock. */
  observedAt: Instant;
  /** From `observedAt` until the answer had arrived, in milliseconds. */
  answeredWithinMs: number;
}

/** What is saved with every answer: which request it belongs to, and when it was sent and answered. */
export function identifyRequest(
  { run, requestKey, purpose }: SavedRequestInput,
  { requests, timeoutMs }: Attempt,
  { observedAt, answeredWithinMs }: TimedAnswer<unknown>,
) {
  return {
    run,
    requestKey,
    purpose,
    attempt: requests,
    observedAt,
    answeredWithinMs,
    // A suspended worker may continue an attempt that was retried long ago.
    maxAgeMs: timeoutMs,
  } satisfies Partial<AnswerToSave>;
}

/**
 * Send a request to the network at its reserved time. Returns the answer and when the request was sent.
 *
 * The permit is released as soon as the answer has arrived, so the next request is sent while this answer is stored. The clock
 * is read while the request waits for its permit: when answers arrive together, a query takes its time.
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
  { signal, endWait }: Attempt,
  send: (reserveSendTime: () => Promise<void>) => Promise<T>,
): Promise<TimedAnswer<T>> {
  const reserveSendTime = async () => {
    if (pacing.requestsPerSecond === 0) return;
    const waitMs = await store.reserveSendTime(pacing.queue, pacing.requestsPerSecond);
    if (waitMs > 0) await wait(waitMs, undefined, { signal });
  };
  const readMoment = readClockAhead(store);
  return pacing.semaphore.withPermit({ timeoutMs: pacing.permitTimeoutMs, signal }, async () => {
    endWait();
    upstream.assertNotCoolingDown();
    await reserveSendTime();
    const { at, sinceMs } = await readMoment();
    const answer = await send(reserveSendTime);
    // Never too short, because the moment may be a little before the request.
    return { answer, observedAt: at, answeredWithinMs: performance.now() - sinceMs };
  });
}
