/** How a request to the network ended, if not with a usable answer. */
export type UpstreamOutcome =
  'busy' | 'cooling_down' | 'unreachable' | 'rejected' | 'broken' | 'token_refused';

/**
 * A failed request to the affiliate network.
 *
 * None of these errors has a cause or any text that came from outside: a driver's message may hold the URL, and the
 * URL holds the token.
 */
export abstract class UpstreamError extends Error {
  /** What the error means for metrics, retries and reports. */
  abstract readonly outcome: UpstreamOutcome;
}

/** The network asked for fewer requests: 429, 403 or 503 with a Retry-After, or a text about its rate limit. */
export class UpstreamBusyError extends UpstreamError {
  override name = 'UpstreamBusyError';
  readonly outcome: 'busy' | 'cooling_down' = 'busy';

  /** @param retryAfterMs The wait that the network asked for, in milliseconds; undefined if it named none. */
  constructor(readonly retryAfterMs: number | undefined) {
    super('the network asked us to slow down');
  }
}

/** No request was sent: an earlier answer asked this process to wait, and that cooldown is not over. */
export class UpstreamCooldownError extends UpstreamBusyError {
  override name = 'UpstreamCooldownError';
  override readonly outcome = 'cooling_down';

  /** @param remainingMs How long the cooldown still lasts, in milliseconds. */
  constructor(remainingMs: number) {
    super(remainingMs);
  }
}

/** The network sent no complete answer: no connection, a reset, a truncated body, a timeout, or a server error. */
export class UpstreamUnreachableError extends UpstreamError {
  override name = 'UpstreamUnreachableError';
  readonly outcome = 'unreachable';

  /** @param detail Such as `HTTP 502`, `ECONNREFUSED` or `timeout after 30 s`. */
  constructor(readonly detail: string) {
    super(`the network could not be reached (${detail})`);
  }
}

/** The network refused the request: `success: false`, or a 4xx that does not concern the token. */
export class UpstreamRejectedError extends UpstreamError {
  override name = 'UpstreamRejectedError';
  readonly outcome = 'rejected';

  /** @param detail Such as `HTTP 404` or `success is false`. */
  constructor(readonly detail: string) {
    super(`the network refused the request (${detail})`);
  }
}

/** The token is wrong or not allowed: 401, or a 403 that has neither Retry-After, HTML nor a text about a rate limit. */
export class UpstreamTokenRefusedError extends UpstreamError {
  override name = 'UpstreamTokenRefusedError';
  readonly outcome = 'token_refused';

  constructor() {
    super('the network refused the token');
  }
}

/** The network sent a complete but unusable answer: HTML, a wrong shape, too large, a redirect. */
export class UpstreamBrokenAnswerError extends UpstreamError {
  override name = 'UpstreamBrokenAnswerError';
  readonly outcome = 'broken';

  /** @param detail What is wrong with it. Must not contain text of the answer. */
  constructor(readonly detail: string) {
    super(`the network's answer is broken: ${detail}`);
  }
}
