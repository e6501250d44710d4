import { type Client, isGrpcServiceError } from '@temporalio/client';
import { createCoalescer } from '../async/coalesce';
import { createSlots } from '../async/semaphore';

/** A caller waits no longer than this for the Temporal server, in milliseconds: with what follows it is less than 3 s. */
export const CALL_TIMEOUT_MS = 2_500;

/** The Temporal server cannot be reached, or did not answer in time. */
export class TemporalUnavailableError extends Error {
  override name = 'TemporalUnavailableError';

  /** @param code What the log says of why: gRPC's number for it, or `LATE`. */
  constructor(readonly code = 'LATE') {
    super('the Temporal server cannot be reached');
  }
}

/**
 * So many questions at once, and no more: each is several calls, and what a caller of ours keeps the server busy with is
 * missing to the runs. 50 callers who ask for the queues as fast as they can made a HIGH of 0.9 s last 13.6 s.
 */
const MAX_CONCURRENT_CALLS = 8;

/**
 * Asks Temporal something, and hands on the moment by which the answer is due, in milliseconds since 1970.
 *
 * A `question` names what is read: who asks the same while it is being asked shares the next answer.
 */
export type BoundedCall = <T>(ask: (deadlineMs: number) => Promise<T>, question?: string) => Promise<T>;

/**
 * What asks Temporal within `SERVER_DEADLINE_MS`, whatever the server does and however many ask.
 *
 * It throws a `TemporalUnavailableError` for every failure that is the server's.
 */
export function createBoundedCall(temporal: Client): BoundedCall {
  const slots = createSlots(MAX_CONCURRENT_CALLS);
  const share = createCoalescer();

  const askNow = async <T>(ask: (deadlineMs: number) => Promise<T>): Promise<T> => {
    const deadlineMs = Date.now() + CALL_TIMEOUT_MS;
    if (!(await slots.take(deadlineMs))) throw new TemporalUnavailableError();
    try {
      const asked = temporal.connection.withDeadline(deadlineMs, () => ask(deadlineMs)).catch(asAway);
      // A call's deadline does not hold for the connecting before it.
      return await endBy(deadlineMs, asked);
    } finally {
      slots.free();
    }
  };
  return (ask, question) =>
    question === undefined
      ? askNow(ask)
      : // Who has waited for the answer to others has no time left to wait for their own.
        endBy(
          Date.now() + CALL_TIMEOUT_MS,
          share(question, () => askNow(ask)),
        );
}

async function endBy<T>(deadlineMs: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TemporalUnavailableError()), deadlineMs - Date.now());
  });
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function asAway(error: unknown): never {
  const failure = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  if (isGrpcServiceError(failure)) throw new TemporalUnavailableError(`GRPC_${failure.code}`);
  throw error;
}
