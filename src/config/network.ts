/** The network's parameters: those that a request sets itself, and its filters, which would hide offers. */
const PARAMETERS = new Set([
  'mwsd',
  'order_by',
  'limit',
  'pages',
  'offers',
  'status',
  'country',
  'carrier',
  'verticals',
  'flows',
  'payout_above',
]);

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const IPV6_HOST = /^https?:\/\/\[[\da-f:.]+\]/i;

/**
 * Finds what is wrong with a valid http or https URL as the address of the network, in one sentence. Undefined: nothing.
 *
 * The sentence contains names of known parameters and no other part of the URL: the rest may be the token.
 */
export function findAddressProblem(text: string): string | undefined {
  const { searchParams, username, password, hash } = new URL(text);
  if (/[[\]<>{}]/.test(text.replace(IPV6_HOST, '')))
    return 'MOBIPIUM_API_URL must be a real address, without placeholders in brackets';
  if (username !== '' || password !== '') return 'MOBIPIUM_API_URL must have no user and password';
  if (hash !== '') return 'MOBIPIUM_API_URL must have no part after #';
  const names = [...new Set(searchParams.keys())];
  if (names.length === 0) return undefined;
  const known = names.filter((name) => PARAMETERS.has(name));
  const others = known.length < names.length ? [known.length === 0 ? 'all of them' : 'the others'] : [];
  const token = known.includes('mwsd') ? '; the value of mwsd belongs into MOBIPIUM_API_TOKEN' : '';
  return `MOBIPIUM_API_URL must have no parameters, because each request sets its own: remove ${[...known, ...others].join(', ')}${token}`;
}

/** Parses the address of a proxy, whose scheme is http by default: `proxy.example:3128`. Undefined: it is not valid. */
export function parseProxy(text: string): string | undefined {
  const address = SCHEME.test(text) ? text : `http://${text}`;
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  const { href, username, password } = new URL(address);
  try {
    // undici decodes them for the proxy.
    decodeURIComponent(`${username}:${password}`);
    return href;
  } catch {
    return undefined;
  }
}
