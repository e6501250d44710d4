/** Clocks that differ by less are taken as equal: the header has whole seconds, and answers take a while. */
const TOLERANCE_MS = 3_000;

let offsetMs = 0;

/**
 * Learns the time of the server from the header `date` of a response, so that ages are right although the clock of
 * the browser is wrong.
 */
export function learnServerTime(date: string | null, nowMs: number): void {
  const serverMs = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(serverMs)) return;
  const differenceMs = serverMs - nowMs;
  offsetMs = Math.abs(differenceMs) < TOLERANCE_MS ? 0 : differenceMs;
}

/** The time of the server, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
