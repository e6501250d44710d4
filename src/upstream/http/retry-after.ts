import { MAX_RETRY_AFTER_MS } from '../../domain/network-limits';

const SECONDS = /^\d+(?:\.\d+)?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** A comma between two waits, not the one inside a date. */
const SEPARATOR = /,(?! \d{2} [A-Z][a-z]{2} \d{4} )/;

/** Headers by their lower-case names; a repeated header is an array. */
type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads the wait that a response asks for, in milliseconds. Undefined: it asks for none, or its status is not 403, 429
 * or 503.
 */
export type RetryAfterReader = (statusCode: number, headers: ResponseHeaders) => number | undefined;

/** Creates a reader that uses the clock of this machine and cuts waits at `maxMs`. */
export function createRetryAfterReader(maxMs: number): RetryAfterReader {
  return (statusCode, headers) =>
    [403, 429, 503].includes(statusCode)
      ? readRetryAfter(headers['retry-after'], new Date(), maxMs)
      : undefined;
}

/**
 * Converts a Retry-After header, in seconds (`120`, `2.0`) or as an HTTP date, to milliseconds from `now`. Never throws.
 *
 * Of several waits the longest counts, and malformed ones are ignored: a proxy may add its own header, or join headers
 * with commas (`120, 60`). The result is between 0 and `maxMs`; undefined for a missing or malformed header.
 */
export function readRetryAfter(
  header: string | string[] | undefined,
  now: Date,
  maxMs = MAX_RETRY_AFTER_MS,
): number | undefined {
  const texts = [header ?? []].flat().flatMap((text) => text.split(SEPARATOR));
  const waits = texts.flatMap((text) => toWaitMs(text.trim(), now) ?? []);
  return waits.length === 0 ? undefined : Math.min(Math.max(0, ...waits), maxMs);
}

function toWaitMs(text: string, now: Date): number | undefined {
  if (SECONDS.test(text)) return Math.round(Number(text) * 1_000);
  const at = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at - now.getTime();
}
