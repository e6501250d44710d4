import { UpstreamBrokenAnswerError, UpstreamUnreachableError, type UpstreamError } from './errors';

/** Codes of Node and undici: `ECONNRESET`, `UND_ERR_SOCKET`, `CERT_HAS_EXPIRED`. Nothing else is let through. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

/**
 * Name what a request failed of, by its code alone: messages and causes of drivers may hold a secret.
 *
 * An error without a code is named `unknown failure`.
 */
export function nameFailure(error: unknown): UpstreamError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const name = typeof code === 'string' && CODE.test(code) ? code : 'unknown failure';
  if (name === 'UND_ERR_HEADERS_OVERFLOW') return new UpstreamBrokenAnswerError('its headers are too large');
  return new UpstreamUnreachableError(name);
}
