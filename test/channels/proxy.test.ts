import dns from 'node:dns';
import { inspect } from 'node:util';
import { createChannels, type ChannelsOptions } from '../../src/channels';
import { HOST_BEHIND_PROXY, type TestProxy, withTestProxy } from '../upstream/test-proxy';
import { notice } from './notices';
import { type Receiver, startReceiver } from './receiver';

const PASSWORD = 'pr0xy-p4ssw0rd';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await receiver.close();
});

/** Runs `use` with a proxy that connects every client to the receiver, or answers with a status. */
const withProxy = (use: (proxy: TestProxy) => Promise<void>, status = 200) =>
  withTestProxy({ to: Number(new URL(receiver.url).port), status }, use);

const proxyOf = ({ port }: TestProxy) => `http://desk:${PASSWORD}@127.0.0.1:${port}`;

async function deliver(url: string, more: Partial<ChannelsOptions>): Promise<void> {
  const channels = createChannels({
    webhooks: url === '' ? [] : [{ url, format: 'standard' }],
    webhookSecret: undefined,
    allowedHosts: [HOST_BEHIND_PROXY],
    mail: undefined,
    telegram: undefined,
    timeoutMs: 2_000,
    ...more,
  });
  try {
    await channels.all[0]!.deliver({ id: 'mirror/12/start/webhook', notices: [notice()] });
  } finally {
    await channels.close();
  }
}

test('a webhook is reached through the proxy, with its user and password', () =>
  withProxy(async (proxy) => {
    await deliver(`http://${HOST_BEHIND_PROXY}/hook`, { proxies: { http: proxyOf(proxy) } });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    expect(proxy.connects).toEqual([`${HOST_BEHIND_PROXY}:80`]);
    const credentials = Buffer.from(`desk:${PASSWORD}`).toString('base64');
    expect(proxy.authorizations).toEqual([`Basic ${credentials}`]);
  }));

test('an https webhook and Telegram use the proxy of https, which sees the host alone', () =>
  withProxy(async (proxy) => {
    const proxies = { https: proxyOf(proxy) };
    // The receiver has no TLS.
    await expect(deliver('https://desk.example/secret-path', { proxies })).rejects.toThrow(
      'cannot be reached',
    );
    const telegram = { token: '123:secret', chat: '-1001' };
    await expect(deliver('', { proxies, telegram })).rejects.toThrow('cannot be reached');
    expect(proxy.connects).toEqual(['desk.example:443', 'api.telegram.org:443']);
    expect(receiver.received).toEqual([]);
  }));

test.each(['https://10.0.0.5/', 'https://169.254.169.254/', 'https://[fd00::1]/'])(
  '%s is not asked of the proxy',
  (url) =>
    withProxy(async (proxy) => {
      await expect(deliver(url, { proxies: { https: proxyOf(proxy) } })).rejects.toThrow(
        /^its host is in a private network/,
      );
      expect(proxy.connects).toEqual([]);
    }),
);

test('this machine is connected to directly', () =>
  withProxy(async (proxy) => {
    await deliver(`${receiver.url}/hook`, { proxies: { http: proxyOf(proxy) } });
    expect(receiver.received).toHaveLength(1);
    expect(proxy.connects).toEqual([]);
  }));

test.each(['invalid', `other.example, .${HOST_BEHIND_PROXY}`, '*'])(
  'a host that NO_PROXY=%s names is connected to directly',
  (except) =>
    withProxy(async (proxy) => {
      // Without it, the answer of the name server may take longer than the attempt.
      jest
        .spyOn(dns, 'lookup')
        .mockImplementation(((_name: string, _options: object, done: (error: Error) => void) =>
          done(
            Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }),
          )) as unknown as typeof dns.lookup);
      const proxies = { http: proxyOf(proxy), except };
      await expect(deliver(`http://${HOST_BEHIND_PROXY}/`, { proxies })).rejects.toThrow(
        'it cannot be reached',
      );
      expect(proxy.connects).toEqual([]);
    }),
);

test('the addresses of a host that needs no proxy are checked', () =>
  withProxy(async (proxy) => {
    jest
      .spyOn(dns, 'lookup')
      .mockImplementation(((_name: string, _options: object, done: (...result: unknown[]) => void) =>
        done(null, [{ address: '10.0.0.9', family: 4 }])) as unknown as typeof dns.lookup);
    const proxies = { https: proxyOf(proxy), except: 'desk.example' };
    await expect(deliver('https://desk.example/', { proxies })).rejects.toThrow(
      /^its host is in a private network/,
    );
    expect(proxy.connects).toEqual([]);
  }));

test('an error of the proxy contains no password', () =>
  withProxy(async (proxy) => {
    const error: unknown = await deliver(`http://${HOST_BEHIND_PROXY}/`, {
      proxies: { http: proxyOf(proxy) },
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DeliveryError', outcome: 'failed' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/pr0xy|desk:|127\.0\.0\.1/);
  }, 407));
