/** What is asked of the network, in its own names. The token is not among them. */
export type RequestParameters = Readonly<Record<string, string>>;

/** Where to send requests, and how to spell one. */
export interface RequestTarget {
  /** Scheme, host and port: safe to show. */
  origin: string;
  /** Path and query of a request. A secret: it holds the token. */
  pathOf(parameters: RequestParameters): string;
}

/**
 * Read where the network is. This is the only place that knows how the token travels: in the query.
 *
 * Parameters that the URL brings along are kept, where a request does not say otherwise.
 *
 * @throws {TypeError} without the URL in it, when that is not an absolute http or https URL.
 */
export function createRequestTarget(url: string, token: string): RequestTarget {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol)) {
    throw new TypeError('the URL of the network is not an absolute http or https URL');
  }
  return {
    origin: base.origin,
    pathOf(parameters) {
      const query = new URLSearchParams(base.searchParams);
      for (const [name, value] of Object.entries(parameters)) query.set(name, value);
      query.set('mwsd', token);
      return `${base.pathname}?${query.toString()}`;
    },
  };
}
