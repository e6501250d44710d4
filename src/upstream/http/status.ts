import {
  UpstreamBlockedError,
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
  type UpstreamError,
} from '../errors';
import { asksToSlowDown } from '../parse/rate-limit';

/** A larger body is a broken answer. 4 MiB is about 40 times the size of a usual page. */
export const MAX_BODY_BYTES = 4 * 1_024 * 1_024;

/** The error for a body above the limit. */
export function tooLarge(): UpstreamBrokenAnswerError {
  return new UpstreamBrokenAnswerError(`it is larger than ${MAX_BODY_BYTES} bytes`);
}

/** Whether a status is 2xx. */
export function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/**
 * The error that an unsuccessful status stands for.
 *
 * @param waitMs The wait that the response asks for; undefined: none.
 * @param body The start of its body. Used for a 403 only, which may come from a firewall or a rate limit.
 */
export function statusError(statusCode: number, waitMs: number | undefined, body: string): UpstreamError {
  const detail = `HTTP ${statusCode}`;
  if (statusCode === 429) return new UpstreamBusyError(waitMs);
  if ((statusCode === 503 || statusCode === 403) && waitMs !== undefined)
    return new UpstreamBusyError(waitMs);
  if (statusCode === 403 && asksToSlowDown(body)) return new UpstreamBusyError(undefined);
  // The content type does not show it: PHP declares JSON as text/html by default.
  if (statusCode === 403 && body.trimStart().startsWith('<')) return new UpstreamBlockedError();
  if (statusCode === 401 || statusCode === 403) return new UpstreamTokenRefusedError();
  // 408 is a timeout of the server.
  if (statusCode === 408 || statusCode >= 500) return new UpstreamUnreachableError(detail);
  if (statusCode >= 400) return new UpstreamRejectedError(detail);
  return new UpstreamBrokenAnswerError(`its status is unexpected (${detail})`);
}

/** Codes of Node and undici, such as `ECONNRESET`, `UND_ERR_SOCKET` and `CERT_HAS_EXPIRED`. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

/** Translates an error of the HTTP client by its code alone: its message and causes may hold a secret. */
export function toUpstreamError(error: unknown): UpstreamError {
  const code = codeOf(error);
  switch (code) {
    case 'UND_ERR_HEADERS_OVERFLOW':
      return new UpstreamBrokenAnswerError('its headers are too large');
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return tooLarge();
    default:
      return new UpstreamUnreachableError(code);
  }
}

/** The code of an error of the HTTP client; `unknown failure` if it has none that is safe to show. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CODE.test(code) ? code : 'unknown failure';
}
