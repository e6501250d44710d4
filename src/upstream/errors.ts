/** How a request to the network ended, if not with a usable answer. */
export type UpstreamOutcome =
  | 'busy'
  | 'cooling_down'
  | 'unreachable'
  | 'proxy_failed'
  | 'rejected'
  | 'blocked'
  | 'redirected'
  | 'broken'
  | 'token_refused';

/**
 * A failed request to the affiliate network.
 *
 * None of these errors has a cause or any text that came from outside, except for the target of a redirect: a driver's
 * message may hold the URL, and the URL holds the token.
 */
export abstract class UpstreamError extends Error {
  /** What the error means for metrics, retries and reports. */
  abstract readonly outcome: UpstreamOutcome;
}

const SLOW_DOWN = 'the network asked us to slow down';

/** The network asked for fewer requests: 429, 403 or 503 with a Retry-After, or a text about its rate limit. */
export class UpstreamBusyError extends UpstreamError {
  override name = 'UpstreamBusyError';
  readonly outcome = 'busy';

  /**
   * @param retryAfterMs The wait that the network asked for, in milliseconds; undefined if it named none.
   * @param message Why there is a wait. Default: the network asked for it.
   */
  constructor(
    readonly retryAfterMs: number | undefined,
    message = SLOW_DOWN,
  ) {
    super(message);
  }
}

/** No request was sent, because of an earlier answer: it asked this process to wait, or was a 401 or 403. */
export class UpstreamCooldownError extends UpstreamError {
  override name = 'UpstreamCooldownError';
  readonly outcome = 'cooling_down';

  /**
   * @param retryAfterMs How long the cooldown still lasts, in milliseconds.
   * @param refusedStatus The status of the refusal that started it; undefined: the network asked for the wait.
   */
  constructor(
    readonly retryAfterMs: number,
    refusedStatus?: number,
  ) {
    super(
      refusedStatus === undefined
        ? SLOW_DOWN
        : `not sent, because the network had just refused a request (HTTP ${refusedStatus})`,
    );
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

/** The proxy of the settings gave no connection to the network. */
export class UpstreamProxyError extends UpstreamError {
  override name = 'UpstreamProxyError';
  readonly outcome = 'proxy_failed';

  /** @param detail Such as `HTTP 407, it asks for a user and password` or `ECONNREFUSED`. Must not contain the proxy's URL. */
  constructor(readonly detail: string) {
    super(`the proxy gave no connection to the network (${detail})`);
  }
}

/** A firewall in front of the network refused the request: a 403 with an HTML page. */
export class UpstreamBlockedError extends UpstreamError {
  override name = 'UpstreamBlockedError';
  readonly outcome = 'blocked';

  constructor() {
    super('the request was refused with an HTML page, as from a firewall (HTTP 403)');
  }
}

/** The network answered with another address. Redirects are not followed, because the request contains the token. */
export class UpstreamRedirectedError extends UpstreamError {
  override name = 'UpstreamRedirectedError';
  readonly outcome = 'redirected';

  /** @param to Where to, without the query; undefined: not safe to show, since it may contain the token. */
  constructor(
    statusCode: number,
    readonly to: string | undefined,
  ) {
    super(
      to === undefined
        ? `the network redirects to an address that is unsafe to show (HTTP ${statusCode})`
        : `the network redirects to ${to} (HTTP ${statusCode}): if that is its API, set MOBIPIUM_API_URL to it`,
    );
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

/** The network sent a complete but unusable answer: HTML, a wrong shape, too large. */
export class UpstreamBrokenAnswerError extends UpstreamError {
  override name = 'UpstreamBrokenAnswerError';
  readonly outcome = 'broken';

  /** @param detail What is wrong with it. Must not contain text of the answer. */
  constructor(readonly detail: string) {
    super(`the network's answer is broken: ${detail}`);
  }
}
