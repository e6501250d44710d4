/**
 * Run something that stops when its signal aborts: after `timeoutMs`, or when the caller's own signal does.
 *
 * `describe` turns the error of a failed run into the error to throw, knowing who interrupted it. When it was the
 * caller, their reason is thrown as it is. Leaves no timer and no listener behind.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
  describe: (error: unknown, isTimeout: boolean) => unknown,
): Promise<T> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  let isTimeout = false;
  const timer = setTimeout(() => {
    isTimeout = true;
    controller.abort();
  }, timeoutMs);
  const passOn = () => controller.abort();
  caller?.addEventListener('abort', passOn, { once: true });
  try {
    return await run(controller.signal);
  } catch (error) {
    caller?.throwIfAborted();
    throw describe(error, isTimeout);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', passOn);
  }
}
