import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
} from '../errors';

/**
 * Decide what the status of an answer means, and return only for 2xx.
 *
 * @param waitMs How long the answer asks us to wait; undefined: it does not say.
 * @throws {UpstreamError} for every other status.
 */
export function requireSuccess(statusCode: number, waitMs: number | undefined): void {
  if (statusCode >= 200 && statusCode < 300) return;
  const detail = `HTTP ${statusCode}`;
  if (statusCode === 429) throw new UpstreamBusyError(waitMs);
  if (statusCode === 503 && waitMs !== undefined) throw new UpstreamBusyError(waitMs);
  if (statusCode === 401 || statusCode === 403) throw new UpstreamTokenRefusedError();
  // 408 is the server's word for a timeout.
  if (statusCode === 408 || statusCode >= 500) throw new UpstreamUnreachableError(detail);
  if (statusCode >= 400) throw new UpstreamRejectedError(detail);
  throw new UpstreamBrokenAnswerError(`it is a redirect or no answer (${detail})`);
}
