/**
 * Whether a host, given as an address or a name, can only mean this machine: `127.0.0.1`, `[::1]`, `localhost`.
 *
 * Among names only `localhost` and its subdomains count: no resolver may point them elsewhere.
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === '::1' || /^127(\.\d{1,3}){3}$/.test(name) || /^([a-z0-9-]+\.)*localhost\.?$/.test(name);
}
