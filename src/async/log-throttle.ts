const SAY_EVERY_MS = 60_000;

/**
 * Keep what goes on for long from filling the log: each fact is due when it is new, and once a minute after that.
 *
 * The function that it makes takes a fact and the time, and says how often the fact was kept back since it was due
 * last; undefined: it is not due now.
 */
export function createOnceAMinute(): (fact: string, nowMs: number) => number | undefined {
  const said = new Map<string, { atMs: number; keptBack: number }>();
  return (fact, nowMs) => {
    const last = said.get(fact);
    if (last !== undefined && nowMs - last.atMs < SAY_EVERY_MS) {
      last.keptBack += 1;
      return undefined;
    }
    said.set(fact, { atMs: nowMs, keptBack: 0 });
    return last?.keptBack ?? 0;
  };
}
