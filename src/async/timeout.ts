/** A deadline passed before the work was done. */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}

/**
 * Waits for `promise`, at most `timeoutMs` milliseconds.
 *
 * Cancels nothing: the work behind the promise runs on, and its late result or rejection is ignored. Leaves no timer
 * behind. Use `withDeadline` for work that takes a signal.
 *
 * @throws what `createError` returns when the time is over; a `TimeoutError` by default.
 */
export async function orTimeout<T>(
  promise: Promise<T>,
  timeoutMs: number,
  createError: () => Error = () => new TimeoutError(`timed out after ${timeoutMs} ms`),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(createError()), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs abortable work with a signal that aborts after `timeoutMs` milliseconds, or when the caller's own signal does.
 *
 * Waits until the work has ended, so that nothing of it is left running. Leaves no timer and no listener behind.
 *
 * @throws the reason of the caller's signal if that has aborted; otherwise what the work threw. If the signal passed to
 * `run` is aborted and the caller's is not, the work has timed out.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  caller?.addEventListener('abort', abort, { once: true });
  try {
    return await run(controller.signal);
  } catch (error) {
    caller?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', abort);
  }
}
