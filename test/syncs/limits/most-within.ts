/** Three seconds: a process that gets no processor may lose half a second of them. */
const SPAN_MS = 3_000;

/** The most requests that may arrive within that time at a rate limit of ten a second. */
export const MAX_WITHIN_SPAN = 36;

/** The most requests of a log within any span of three seconds. */
export function mostWithinSpan(log: readonly { atMs: number }[]): number {
  const times = log.map(({ atMs }) => atMs);
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + SPAN_MS).length));
}
