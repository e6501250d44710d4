/** Places of which there are so many; who finds none free waits for one, first come, first served. */
export interface Slots {
  /** Wait for a place until the deadline, in milliseconds since 1970. False: none came free. Give it back with `free`. */
  take(deadlineMs: number): Promise<boolean>;
  free(): void;
}

export function createSlots(count: number): Slots {
  let left = count;
  const waiting = new Set<() => void>();
  return {
    take(deadlineMs) {
      if (left > 0) {
        left -= 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const begin = () => {
          clearTimeout(timer);
          resolve(true);
        };
        const timer = setTimeout(() => {
          waiting.delete(begin);
          resolve(false);
        }, deadlineMs - Date.now());
        waiting.add(begin);
      });
    },
    free() {
      const [next] = waiting;
      if (next === undefined) {
        left += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
