/** No lane became free: all requests that may be open at once stayed open for as long as one may wait for them. */
export class NoLaneError extends Error {
  override name = 'NoLaneError';
}

/** The requests that may be open at once. */
export interface Lanes {
  /**
   * Ask in a lane of one's own: now if one is free, or else once one is, first come, first served.
   *
   * @throws {NoLaneError} when none became free in time.
   * @throws the signal's reason when it aborts before.
   */
  run<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T>;
}

/** @param longestWaitMs How long one may wait for a lane. */
export function createLanes(count: number, longestWaitMs: number): Lanes {
  let taken = 0;
  const waiting = new Set<() => void>();

  const enter = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (taken < count) {
      taken += 1;
      return;
    }
    // One that leaves hands its lane over, so that nobody who comes later is faster.
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void) => () => {
        waiting.delete(take);
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        end();
      };
      const take = settle(resolve);
      const abort = settle(() => reject(signal.reason as Error));
      const timer = setTimeout(
        settle(() => reject(new NoLaneError('no lane became free'))),
        longestWaitMs,
      );
      signal.addEventListener('abort', abort);
      waiting.add(take);
    });
  };

  const leave = () => {
    const [next] = waiting;
    if (next === undefined) taken -= 1;
    else next();
  };

  return {
    async run(signal, ask) {
      await enter(signal);
      try {
        return await ask();
      } finally {
        leave();
      }
    },
  };
}
