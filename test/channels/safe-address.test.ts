import dns from 'node:dns';
import { createSafeLookup, UnsafeAddressError } from '../../src/channels/safe-address';

/** Resolve a name whose addresses are these. */
function lookup(addresses: string[], hostname: string, allowedHosts: string[] = []) {
  jest.spyOn(dns, 'lookup').mockImplementation(((
    _name: string,
    _options: object,
    callback: (...result: unknown[]) => void,
  ) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof dns.lookup);
  return new Promise((resolve, reject) => {
    const callback = (error: Error | null, found: unknown) =>
      error === null ? resolve(found) : reject(error);
    createSafeLookup(allowedHosts)(hostname, { all: true }, callback);
  });
}

afterEach(() => jest.restoreAllMocks());

test('a name is refused if any of its addresses is not on the internet', async () => {
  await expect(lookup(['93.184.216.34', '127.0.0.1'], 'hooks.example.com')).rejects.toThrow(
    UnsafeAddressError,
  );
  await expect(lookup(['::ffff:169.254.169.254'], 'hooks.example.com')).rejects.toThrow(UnsafeAddressError);
  await expect(lookup(['93.184.216.34', '2606:2800:220:1::1'], 'hooks.example.com')).resolves.toHaveLength(2);
});

test('a name that is allowed, and one of this machine, may have any address', async () => {
  await expect(lookup(['10.1.2.3'], 'chat.internal', ['chat.internal'])).resolves.toHaveLength(1);
  await expect(lookup(['10.1.2.3'], 'other.internal', ['chat.internal'])).rejects.toThrow(UnsafeAddressError);
  await expect(lookup(['127.0.0.1'], 'localhost')).resolves.toHaveLength(1);
});
