import {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
  type UpstreamError,
} from '../errors';

/** A larger body is a broken answer: 16 MiB, some 150 times a usual page. */
export const MAX_BODY_BYTES = 16 * 1_024 * 1_024;

/**
 * Returns for 2xx only.
 *
 * @param waitMs The wait that the response asks for; undefined: none.
 * @throws {UpstreamError} for every other status.
 */
export function assertSuccess(statusCode: number, waitMs: number | undefined): void {
  if (statusCode >= 200 && statusCode < 300) return;
  const detail = `HTTP ${statusCode}`;
  if (statusCode === 429) throw new UpstreamBusyError(waitMs);
  if (statusCode === 503 && waitMs !== undefined) throw new UpstreamBusyError(waitMs);
  if (statusCode === 401 || statusCode === 403) throw new UpstreamTokenRefusedError();
  // 408 is a timeout of the server.
  if (statusCode === 408 || statusCode >= 500) throw new UpstreamUnreachableError(detail);
  if (statusCode >= 400) throw new UpstreamRejectedError(detail);
  throw new UpstreamBrokenAnswerError(`its status is unexpected (${detail})`);
}

/** Codes of Node and undici, such as `ECONNRESET`, `UND_ERR_SOCKET` and `CERT_HAS_EXPIRED`. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

/** Translates an error of the HTTP client by its code alone: its message and causes may hold a secret. */
export function toUpstreamError(error: unknown): UpstreamError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'UND_ERR_HEADERS_OVERFLOW':
      return new UpstreamBrokenAnswerError('its headers are too large');
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return new UpstreamBrokenAnswerError(`it is larger than ${MAX_BODY_BYTES} bytes`);
    default:
      return new UpstreamUnreachableError(
        typeof code === 'string' && CODE.test(code) ? code : 'unknown failure',
      );
  }
}
