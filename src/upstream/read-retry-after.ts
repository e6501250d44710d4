/** 10 minutes: a longer wait would outlast the time that a page has. */
export const MAX_RETRY_AFTER_MS = 600_000;

const SECONDS = /^\d+$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Read a Retry-After header, seconds or an HTTP date, into milliseconds from `now`.
 *
 * Never below 0 and never above `MAX_RETRY_AFTER_MS`. Absent or nonsense is undefined. Never throws.
 */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return limit(Number(text) * 1_000);
  const at = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : limit(at - now.getTime());
}

function limit(waitMs: number): number {
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}
