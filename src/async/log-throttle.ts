const LOG_EVERY_MS = 60_000;

/** Returns undefined when the message must not be logged now, else how many equal messages were suppressed before. */
export type LogThrottle = (key: string, nowMs: number) => { suppressed: number } | undefined;

/** Throttles repeated log messages: each key is logged when it is new, and then at most once a minute. */
export function createLogThrottle(): LogThrottle {
  const logged = new Map<string, { atMs: number; suppressed: number }>();
  return (key, nowMs) => {
    const last = logged.get(key);
    if (last !== undefined && nowMs - last.atMs < LOG_EVERY_MS) {
      last.suppressed += 1;
      return undefined;
    }
    logged.set(key, { atMs: nowMs, suppressed: 0 });
    return { suppressed: last?.suppressed ?? 0 };
  };
}
