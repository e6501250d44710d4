import type { IncomingHttpHeaders } from 'node:http';
import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
} from './errors';
import { readRetryAfter } from './read-retry-after';

/**
 * Decide what the status of an answer means, and return only for 2xx.
 *
 * @throws {UpstreamError} for every other status.
 */
export function requireSuccess(statusCode: number, headers: IncomingHttpHeaders, now: Date): void {
  if (statusCode >= 200 && statusCode < 300) return;
  const detail = `HTTP ${statusCode}`;
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  if (statusCode === 429) throw new UpstreamBusyError(retryAfterMs);
  if (statusCode === 503 && retryAfterMs !== undefined) throw new UpstreamBusyError(retryAfterMs);
  if (statusCode === 401 || statusCode === 403) throw new UpstreamTokenRefusedError();
  // 408 is the server's word for a timeout.
  if (statusCode === 408 || statusCode >= 500) throw new UpstreamUnreachableError(detail);
  if (statusCode >= 400) throw new UpstreamRejectedError(detail);
  throw new UpstreamBrokenAnswerError(`it is a redirect or no answer (${detail})`);
}
