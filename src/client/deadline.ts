import { type Client, isGrpcServiceError } from '@temporalio/client';

/** A caller waits no longer than this for the Temporal server, in milliseconds: with what follows it is less than 3 s. */
export const SERVER_DEADLINE_MS = 2_500;

/** The Temporal server cannot be reached, or did not answer in time. */
export class TemporalAwayError extends Error {
  override name = 'TemporalAwayError';

  /** @param code What the log says of why: gRPC's number for it, or `LATE`. */
  constructor(readonly code = 'LATE') {
    super('the Temporal server cannot be reached');
  }
}

/** Asks Temporal something, and hands on the moment by which the answer is due, in milliseconds since 1970. */
export type Bounded = <T>(ask: (deadlineMs: number) => Promise<T>) => Promise<T>;

/**
 * What asks Temporal within `SERVER_DEADLINE_MS`, whatever the server does.
 *
 * It throws a `TemporalAwayError` for every failure that is the server's.
 */
export function createBounded(temporal: Client): Bounded {
  return async (ask) => {
    const deadlineMs = Date.now() + SERVER_DEADLINE_MS;
    const asked = temporal.connection.withDeadline(deadlineMs, () => ask(deadlineMs)).catch(asAway);
    // A call's deadline does not hold for the connecting before it.
    return endBy(deadlineMs, asked);
  };
}

async function endBy<T>(deadlineMs: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TemporalAwayError()), deadlineMs - Date.now());
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
  if (isGrpcServiceError(failure)) throw new TemporalAwayError(`GRPC_${failure.code}`);
  throw error;
}
