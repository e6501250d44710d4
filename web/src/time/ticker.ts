import { useSyncExternalStore } from 'react';
import { serverNow } from './clock';

const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all ages of the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (!document.hidden) for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * A value that depends on the time of the server and is computed every second. The component renders only when it
 * changes, so it must be a primitive value.
 */
export function useTicking<T extends string | number | boolean | null>(compute: (nowMs: number) => T): T {
  return useSyncExternalStore(subscribe, () => compute(serverNow()));
}
