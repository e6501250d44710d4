import { MAX_RETRY_AFTER_MS } from '../../domain/network-limits';

const SECONDS = /^\d+$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The headers of an answer, by their names in lower case; one that came more than once is an array. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** How long an answer asks us to wait, in milliseconds; undefined: it does not say, or its status is not about that. */
export type ReadWait = (statusCode: number, headers: AnswerHeaders) => number | undefined;

/** Read the waits of answers by the clock of this machine, none longer than `longestMs`. */
export function createReadWait(longestMs: number): ReadWait {
  return (statusCode, headers) =>
    statusCode === 429 || statusCode === 503
      ? readRetryAfter(headers['retry-after'], new Date(), longestMs)
      : undefined;
}

/**
 * Read a Retry-After header, seconds or an HTTP date, into milliseconds from `now`. Of several, as where a proxy adds
 * its own, the longest counts.
 *
 * Never below 0 and never above `longestMs`. Absent or nonsense is undefined. Never throws.
 */
export function readRetryAfter(
  header: string | string[] | undefined,
  now: Date,
  longestMs = MAX_RETRY_AFTER_MS,
): number | undefined {
  const waits = [header ?? []].flat().flatMap((text) => readWaitMs(text.trim(), now) ?? []);
  return waits.length === 0 ? undefined : Math.min(Math.max(0, ...waits), longestMs);
}

function readWaitMs(text: string, now: Date): number | undefined {
  if (SECONDS.test(text)) return Number(text) * 1_000;
  const at = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at - now.getTime();
}
