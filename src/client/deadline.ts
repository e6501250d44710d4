import { type Client, isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { createCoalescer } from '../async/coalesce';
import { createSemaphore, PermitTimeoutError } from '../async/semaphore';
import { orTimeout } from '../async/timeout';

/** Default deadline of a read of the Temporal server, in milliseconds. A route with one read can answer within 3 seconds. */
export const CALL_TIMEOUT_MS = 2_500;

/**
 * Least deadline of a change, in milliseconds. It is longer than that of a read: on a busy machine a start alone is several
 * requests, and after a timeout the caller does not know whether the change was made.
 */
const CHANGE_TIMEOUT_MS = 5_000;

/**
 * Bounds the load that API callers put on the Temporal server: each call is several requests, and the runs need the
 * same server. Unbounded, 50 callers that polled the queues made a HIGH of 0.9 s take 13.6 s.
 */
const MAX_CONCURRENT_CALLS = 8;

/** The Temporal server cannot be reached, or did not answer before the deadline. */
export class TemporalUnavailableError extends Error {
  override name = 'TemporalUnavailableError';

  /** @param code The reason for the log: `GRPC_` with the gRPC status code, `NO_NAMESPACE`, or `TIMEOUT`. */
  constructor(readonly code = 'TIMEOUT') {
    super('the Temporal server cannot be reached');
  }
}

/**
 * Calls to Temporal. `call` gets the deadline, in milliseconds since 1970.
 *
 * `key` names what a call returns or does: concurrent calls with the same key are coalesced.
 */
export interface BoundedCalls {
  /** A call that changes nothing. */
  read: <T>(call: (deadlineMs: number) => Promise<T>, key: string) => Promise<T>;
  /** A call that starts, changes or ends something. Without a key, it is not coalesced. */
  change: <T>(call: (deadlineMs: number) => Promise<T>, key?: string) => Promise<T>;
}

/**
 * Bounds calls to Temporal: a read ends within `readTimeoutMs`, a change within that or five seconds, whichever is longer,
 * and at most `MAX_CONCURRENT_CALLS` run at a time.
 *
 * Calls throw a `TemporalUnavailableError` for a timeout, every gRPC error and a missing namespace.
 */
export function createBoundedCalls(temporal: Client, readTimeoutMs: number): BoundedCalls {
  const semaphore = createSemaphore(MAX_CONCURRENT_CALLS);
  const coalesce = createCoalescer();
  const bounded = <T>(result: Promise<T>, deadlineMs: number) =>
    orTimeout(result, deadlineMs - Date.now(), () => new TemporalUnavailableError());

  const callOnce = <T>(call: (deadlineMs: number) => Promise<T>, timeoutMs: number): Promise<T> => {
    const deadlineMs = Date.now() + timeoutMs;
    const result = semaphore.withPermit({ timeoutMs }, () =>
      // A gRPC deadline does not cover connecting.
      bounded(
        temporal.connection.withDeadline(deadlineMs, () => call(deadlineMs)),
        deadlineMs,
      ),
    );
    return result.catch(throwUnavailable);
  };
  const within =
    (timeoutMs: number) =>
    <T>(call: (deadlineMs: number) => Promise<T>, key?: string): Promise<T> =>
      key === undefined
        ? callOnce(call, timeoutMs)
        : // The wait for an earlier run counts against the caller's own deadline.
          bounded(
            coalesce(key, () => callOnce(call, timeoutMs)),
            Date.now() + timeoutMs,
          );
  return { read: within(readTimeoutMs), change: within(Math.max(readTimeoutMs, CHANGE_TIMEOUT_MS)) };
}

/** The gRPC error that an error is or wraps. Undefined: neither. */
export function grpcErrorOf(error: unknown) {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}

function throwUnavailable(error: unknown): never {
  const grpcError = grpcErrorOf(error);
  if (grpcError !== undefined) throw new TemporalUnavailableError(`GRPC_${grpcError.code}`);
  if (error instanceof NamespaceNotFoundError) throw new TemporalUnavailableError('NO_NAMESPACE');
  if (error instanceof PermitTimeoutError) throw new TemporalUnavailableError();
  throw error;
}
