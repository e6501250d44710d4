/** Runs `run`, unless a run for the same key can be shared: see {@link createCoalescer}. */
export type Coalescer = <T>(key: string, run: () => Promise<T>) => Promise<T>;

interface Runs {
  current: Promise<unknown>;
  next: Promise<unknown> | undefined;
}

/**
 * Coalesces concurrent calls with the same key: one runs at a time; later callers share the next run.
 *
 * A caller never gets a result whose run started before the call, so it sees every change made before it. Calls with
 * the same key must have the same result type. A rejection reaches every caller that shares the run.
 */
export function createCoalescer(): Coalescer {
  const runsByKey = new Map<string, Runs>();

  const start = <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const current = run();
    const runs: Runs = { current, next: undefined };
    runsByKey.set(key, runs);
    const forget = () => {
      if (runs.next === undefined) runsByKey.delete(key);
    };
    current.then(forget, forget);
    return current;
  };

  return <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const runs = runsByKey.get(key);
    if (runs === undefined) return start(key, run);
    const startNext = () => start(key, run);
    runs.next ??= runs.current.then(startNext, startNext);
    return runs.next as Promise<T>;
  };
}
