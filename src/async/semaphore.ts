/** No permit became available before the timeout. */
export class PermitTimeoutError extends Error {
  override name = 'PermitTimeoutError';
}

export interface PermitOptions {
  /** How long to wait for a permit, in milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** A counting semaphore: bounds how many tasks run at a time. */
export interface Semaphore {
  /**
   * Run `task` while holding a permit. Waiters get permits in order of arrival.
   *
   * @throws {PermitTimeoutError} when no permit was released in time. The task has not run.
   * @throws the signal's reason when it aborts while waiting. The task has not run.
   * @throws what `task` throws.
   */
  withPermit<T>(options: PermitOptions, task: () => Promise<T>): Promise<T>;
  /** Change the number of permits. Running tasks keep theirs: with fewer permits, those released first are withdrawn. */
  setPermits(permits: number): void;
}

/** Creates a semaphore with this number of permits, all available. */
export function createSemaphore(permits: number): Semaphore {
  let limit = permits;
  let held = 0;
  const waiters = new Set<() => void>();

  const acquire = async ({ timeoutMs, signal }: PermitOptions): Promise<void> => {
    signal?.throwIfAborted();
    if (held < limit) {
      held += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const stopWaiting = (settle: () => void) => () => {
        waiters.delete(grant);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const grant = stopWaiting(resolve);
      const abort = stopWaiting(() => reject(signal?.reason as Error));
      const timer = setTimeout(
        stopWaiting(() => reject(new PermitTimeoutError('no permit was released in time'))),
        timeoutMs,
      );
      signal?.addEventListener('abort', abort);
      waiters.add(grant);
    });
  };

  // Permits go to the first waiters directly, so that a later caller cannot overtake them.
  const grantAvailable = (): void => {
    for (const grant of waiters) {
      if (held >= limit) return;
      held += 1;
      grant();
    }
  };

  return {
    async withPermit(options, task) {
      await acquire(options);
      try {
        return await task();
      } finally {
        held -= 1;
        grantAvailable();
      }
    },
    setPermits(changed) {
      limit = changed;
      grantAvailable();
    },
  };
}
