/** Places of which there are so many; who finds none free waits for one, first come, first served. */
export interface Slots {
  /**
   * Wait for a place until the deadline, in milliseconds since 1970. False: none came free. Give it back with `free`.
   *
   * @throws the signal's reason when it aborts before.
   */
  take(deadlineMs: number, signal?: AbortSignal): Promise<boolean>;
  free(): void;
}

export function createSlots(count: number): Slots {
  let left = count;
  const waiting = new Set<() => void>();
  return {
    async take(deadlineMs, signal) {
      signal?.throwIfAborted();
      if (left > 0) {
        left -= 1;
        return true;
      }
      return new Promise((resolve, reject) => {
        const settle = (end: () => void) => () => {
          waiting.delete(begin);
          clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
          end();
        };
        const begin = settle(() => resolve(true));
        const abort = settle(() => reject(signal?.reason as Error));
        const timer = setTimeout(
          settle(() => resolve(false)),
          deadlineMs - Date.now(),
        );
        signal?.addEventListener('abort', abort);
        waiting.add(begin);
      });
    },
    free() {
      // Handed over to who waits, so that nobody who comes later is faster.
      const [next] = waiting;
      if (next === undefined) left += 1;
      else next();
    },
  };
}
