import type { TokenDetector } from '../parse/token-echo';

/** The address of the network. */
export type RequestTarget = ReturnType<typeof createRequestTarget>;

const PLAIN_PATH = /^[\w.~/-]*$/;

/** A longer address is cut in an error message. */
const MAX_SHOWN_LENGTH = 300;

/**
 * Reads the address of the network. Only this module knows that the token travels in the query.
 *
 * @throws {TypeError} if `url` is not an absolute http or https URL without parameters. The message does not contain it.
 */
export function createRequestTarget(url: string, token: string, containsToken: TokenDetector) {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol) || base.search !== '') {
    throw new TypeError('the URL of the network is not an absolute http or https URL without parameters');
  }
  return {
    /** Scheme, host and port: safe to show. */
    origin: base.origin,
    /** The host without its port. */
    hostname: base.hostname,
    /** Path and query for parameters in the network's own names. A secret: the result contains the token. */
    pathOf(parameters: Readonly<Record<string, string>>): string {
      const query = new URLSearchParams({ ...parameters, mwsd: token });
      return `${base.pathname}?${query.toString()}`;
    },
    /**
     * Where a Location header leads: scheme, host and path. Safe to show.
     *
     * Its query may contain the token and is left out, and so is a path with escapes, which may hide it. Undefined: it is
     * not an http or https address, or contains the token elsewhere.
     */
    describeRedirect(location: string): string | undefined {
      const to = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
      if (to === undefined || !['http:', 'https:'].includes(to.protocol)) return undefined;
      const shown = `${to.origin}${PLAIN_PATH.test(to.pathname) ? to.pathname : '/…'}`;
      return containsToken(shown) ? undefined : shown.slice(0, MAX_SHOWN_LENGTH);
    },
  };
}
