/**
 * Reads the address of the network. Only this module knows that the token travels in the query.
 *
 * Parameters of the URL are kept, unless a request sets them.
 *
 * @throws {TypeError} if `url` is not an absolute http or https URL. The message does not contain the URL.
 */
export function createRequestTarget(url: string, token: string) {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol)) {
    throw new TypeError('the URL of the network is not an absolute http or https URL');
  }
  return {
    /** Scheme, host and port: safe to show. */
    origin: base.origin,
    /** Path and query for parameters in the network's own names. A secret: the result contains the token. */
    pathOf(parameters: Readonly<Record<string, string>>): string {
      const query = new URLSearchParams(base.searchParams);
      for (const [name, value] of Object.entries(parameters)) query.set(name, value);
      query.set('mwsd', token);
      return `${base.pathname}?${query.toString()}`;
    },
  };
}
