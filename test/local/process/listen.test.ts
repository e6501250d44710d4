import { networkInterfaces } from 'node:os';
import Fastify from 'fastify';
import { listen } from '../../../src/local/process/listen';

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

test.each([
  ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
  ...(hasIpv6
    ? ([
        ['::1', /^http:\/\/\[::1\]:\d+$/],
        ['::', /^http:\/\/\[::1\]:\d+$/],
      ] as const)
    : []),
] as const)(
  'an API that listens on %s has an address that clients on this machine can open',
  async (host, url) => {
    const app = Fastify();
    app.get('/', () => 'here');
    try {
      const address = await listen(app, { host, port: 0, isPortChosen: true });
      expect(address).toMatch(url);
      expect(await (await fetch(address)).text()).toBe('here');
    } finally {
      await app.close();
    }
  },
);
