/**
 * What can go wrong between us and the affiliate network.
 *
 * None of these errors has a cause or any text that came from outside: a driver's message may hold the URL, and the
 * URL holds the token.
 */
export abstract class UpstreamError extends Error {}

/** The network asked us to slow down: 429, or 503 with a Retry-After. */
export class UpstreamBusyError extends UpstreamError {
  override name = 'UpstreamBusyError';

  /** @param retryAfterMs How long it asked us to wait, at most 10 minutes; undefined when it did not say. */
  constructor(readonly retryAfterMs: number | undefined) {
    super('the network asked us to slow down');
  }
}

/** Nothing was asked: the time for which the network asked this process to be quiet is not over. */
export class UpstreamQuietError extends UpstreamBusyError {
  override name = 'UpstreamQuietError';

  /** @param leftMs How long it still lasts. */
  constructor(leftMs: number) {
    super(leftMs);
  }
}

/** No whole answer came: no connection, a reset, a cut body, a timeout, or a server error. */
export class UpstreamUnreachableError extends UpstreamError {
  override name = 'UpstreamUnreachableError';

  /** @param detail Such as `HTTP 502`, `ECONNREFUSED` or `timeout after 30 s`. */
  constructor(readonly detail: string) {
    super(`the network could not be reached (${detail})`);
  }
}

/** The network understood the request and said no: `success: false`, or a 4xx that is not about the token. */
export class UpstreamRejectedError extends UpstreamError {
  override name = 'UpstreamRejectedError';

  /** @param detail Such as `HTTP 404` or `success is false`. */
  constructor(readonly detail: string) {
    super(`the network refused the request (${detail})`);
  }
}

/** The token is wrong or not allowed: 401 or 403. */
export class UpstreamTokenRefusedError extends UpstreamError {
  override name = 'UpstreamTokenRefusedError';

  constructor() {
    super('the network refused the token');
  }
}

/** A whole answer came, and it cannot be what the network meant: HTML, a wrong shape, too large, a redirect. */
export class UpstreamBrokenAnswerError extends UpstreamError {
  override name = 'UpstreamBrokenAnswerError';

  /** @param detail What is wrong with it, in our own words. */
  constructor(readonly detail: string) {
    super(`the network's answer is broken: ${detail}`);
  }
}
