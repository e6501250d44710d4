/** The most requests of a log within any span of this length, in milliseconds. */
export function mostWithin(log: readonly { atMs: number }[], spanMs: number): number {
  const times = log.map(({ atMs }) => atMs);
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + spanMs).length));
}
