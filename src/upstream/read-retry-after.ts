import type { IncomingHttpHeaders } from 'node:http';
import { LONGEST_TOLD_WAIT_MS } from '../domain/told-wait';

const SECONDS = /^\d+$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long an answer asks us to wait, in milliseconds; undefined: it does not say, or its status is not about that. */
export type ReadWait = (statusCode: number, headers: IncomingHttpHeaders) => number | undefined;

/** Read the waits of answers by the clock of this machine, none longer than `longestMs`. */
export function createReadWait(longestMs: number): ReadWait {
  return (statusCode, headers) =>
    statusCode === 429 || statusCode === 503
      ? readRetryAfter(headers['retry-after'], new Date(), longestMs)
      : undefined;
}

/**
 * Read a Retry-After header, seconds or an HTTP date, into milliseconds from `now`.
 *
 * Never below 0 and never above `longestMs`. Absent or nonsense is undefined. Never throws.
 */
export function readRetryAfter(
  header: string | undefined,
  now: Date,
  longestMs = LONGEST_TOLD_WAIT_MS,
): number | undefined {
  const limit = (waitMs: number) => Math.min(Math.max(waitMs, 0), longestMs);
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return limit(Number(text) * 1_000);
  const at = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : limit(at - now.getTime());
}
