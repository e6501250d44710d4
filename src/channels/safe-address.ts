import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../domain/is-loopback';

/** The name of the host has an address that a webhook must not reach. */
export class UnsafeAddressError extends Error {
  override name = 'UnsafeAddressError';
}

/** Whether an IP address is on the internet: none of this machine, a private network, or a reserved range. */
function isPublicAddress(address: string): boolean {
  // An IPv4 address within an IPv6 one is judged as itself.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * Creates the function that resolves the name of a webhook's host for a connection. It fails with an `UnsafeAddressError`
 * if any address of the name is not public, so that a name cannot point into a private network. The connection is made to
 * an address that was checked.
 *
 * Names of this machine and those in `allowedHosts` may have any address.
 */
export function createSafeLookup(allowedHosts: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true } as LookupOptions & { all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const isSafe =
        isAllowed(hostname, allowedHosts) || addresses.every(({ address }) => isPublicAddress(address));
      if (!isSafe) return callback(new UnsafeAddressError(), []);
      if (options.all === true) return callback(null, addresses);
      const [{ address, family }] = addresses as [LookupAddress];
      callback(null, address, family);
    });
  };
}

/**
 * Check a host that is given as an address: no name is resolved for it.
 *
 * @throws {UnsafeAddressError}
 */
export function assertSafeHost(hostname: string, allowedHosts: readonly string[]): void {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 && !isAllowed(hostname, allowedHosts) && !isPublicAddress(address)) {
    throw new UnsafeAddressError();
  }
}

function isAllowed(hostname: string, allowedHosts: readonly string[]): boolean {
  return isLoopback(hostname) || allowedHosts.includes(hostname.toLowerCase());
}
