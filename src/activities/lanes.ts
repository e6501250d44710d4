import { createSlots } from '../async/semaphore';

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
  const slots = createSlots(count);
  return {
    async run(signal, ask) {
      if (!(await slots.take(Date.now() + longestWaitMs, signal)))
        throw new NoLaneError('no lane became free');
      try {
        return await ask();
      } finally {
        slots.free();
      }
    },
  };
}
