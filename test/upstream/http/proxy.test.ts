import { inspect } from 'node:util';
import { findFreePort } from '../../../src/local/process/ports';
import { createUpstream, type Upstream, type UpstreamOptions } from '../../../src/upstream';
import { MAX_BODY_BYTES } from '../../../src/upstream/http/status';
import {
  ANSWER,
  envelope,
  failureOf,
  PAGE,
  respondWithJson,
  SECRET_TOKEN,
  withTestNetwork,
} from '../test-network';
import { HOST_BEHIND_PROXY, type TestProxy, withTestProxy } from '../test-proxy';

const PASSWORD = 'pr0xy-p4ssw0rd';
const NETWORK = `http://${HOST_BEHIND_PROXY}/api/`;

async function withUpstream(
  options: Partial<UpstreamOptions>,
  use: (upstream: Upstream) => Promise<void>,
): Promise<void> {
  const upstream = createUpstream({ url: NETWORK, token: SECRET_TOKEN, timeoutMs: 5_000, ...options });
  try {
    await use(upstream);
  } finally {
    await upstream.close();
  }
}

/** Runs `use` with a client of a network that only the proxy can reach. */
function withProxiedNetwork(
  listener: Parameters<typeof withTestNetwork>[0],
  options: Partial<UpstreamOptions>,
  use: (behind: { upstream: Upstream; proxy: TestProxy; connectionCount: () => number }) => Promise<void>,
): Promise<void> {
  return withTestNetwork(listener, ({ port, connectionCount }) =>
    withTestProxy({ to: port }, (proxy) =>
      withUpstream(
        { proxies: { http: `http://desk:${PASSWORD}@127.0.0.1:${proxy.port}` }, ...options },
        (upstream) => use({ upstream, proxy, connectionCount }),
      ),
    ),
  );
}

test('requests to the network go through the proxy, with its user and password, and share connections', () =>
  withProxiedNetwork(respondWithJson(envelope([{ offer_id: '1' }])), {}, async ({ upstream, proxy }) => {
    for (let index = 0; index < 5; index += 1) {
      expect(await upstream.readPage(PAGE)).toMatchObject({ ids: ['1'] });
    }
    expect(proxy.connects.length).toBeLessThanOrEqual(2);
    expect(new Set(proxy.connects)).toEqual(new Set([`${HOST_BEHIND_PROXY}:80`]));
    const expected = `Basic ${Buffer.from(`desk:${PASSWORD}`).toString('base64')}`;
    expect(new Set(proxy.authorizations)).toEqual(new Set([expected]));
  }));

test('this machine is connected to directly', () =>
  withTestProxy({ status: 502 }, (proxy) =>
    withTestNetwork(respondWithJson(envelope([{ offer_id: '1' }])), async ({ port }) => {
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
        await withUpstream(
          { url: `http://${host}/`, proxies: { http: `http://127.0.0.1:${proxy.port}` } },
          async (upstream) => {
            expect(await upstream.readPage(PAGE)).toMatchObject({ ids: ['1'] });
          },
        );
      }
      expect(proxy.connects).toEqual([]);
    }),
  ));

test.each(['invalid', `other.example, .${HOST_BEHIND_PROXY}`, '*'])(
  'a host that NO_PROXY=%s names is connected to directly',
  (except) =>
    withTestProxy({}, (proxy) =>
      withUpstream({ proxies: { http: `http://127.0.0.1:${proxy.port}`, except } }, async (upstream) => {
        expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({ outcome: 'unreachable' });
        expect(proxy.connects).toEqual([]);
      }),
    ),
);

test.each<[string, number | null, string]>([
  ['asks for a password', 407, 'HTTP 407, it asks for a user and password'],
  ['does not allow the host', 403, 'HTTP 403'],
  ['cannot reach the host', 502, 'HTTP 502'],
  ['does not respond', null, ''],
])('a proxy that %s is named, without its password', (_, status, detail) =>
  withTestProxy({ status }, (proxy) =>
    withUpstream(
      {
        proxies: { http: `http://desk:${PASSWORD}@127.0.0.1:${proxy.port}` },
        timeoutMs: status === null ? 700 : 5_000,
      },
      async (upstream) => {
        const errors = await Promise.all(
          [1, 2, 3].map((page) => failureOf(upstream.readPage({ page, pageSize: 9 }))),
        );
        for (const error of errors) {
          expect(error).toMatchObject(
            status === null
              ? { message: expect.stringMatching(/timeout after 0.7 s|UND_ERR_/) as string }
              : { name: 'UpstreamProxyError', detail, outcome: 'proxy_failed' },
          );
          expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/pr0xy|c4n4ry|mwsd/);
        }
      },
    ),
  ),
);

test('a proxy that is down is named', async () => {
  const port = await findFreePort();
  await withUpstream({ proxies: { http: `http://desk:${PASSWORD}@127.0.0.1:${port}` } }, async (upstream) => {
    const error = await failureOf(upstream.readPage(PAGE));
    expect(error).toMatchObject({ name: 'UpstreamProxyError', detail: 'ECONNREFUSED' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/pr0xy|127\.0\.0\.1/);
  });
});

test('timeout, size limit and number of connections hold through a proxy', async () => {
  let open = 0;
  let maxOpen = 0;
  await withProxiedNetwork(
    (request, response) => {
      const page = new URL(request.url ?? '', NETWORK).searchParams.get('pages');
      if (page === '8') return;
      if (page === '9') return void response.end('x'.repeat(MAX_BODY_BYTES + 1));
      open += 1;
      maxOpen = Math.max(maxOpen, open);
      setTimeout(() => {
        open -= 1;
        response.end(ANSWER);
      }, 20);
    },
    { timeoutMs: 5_000, connections: 3 },
    async ({ upstream, connectionCount }) => {
      await Promise.all(Array.from({ length: 12 }, () => upstream.readPage(PAGE)));
      expect([maxOpen, connectionCount()]).toEqual([3, 3]);
      expect(await failureOf(upstream.readPage({ page: 9, pageSize: 9 }))).toMatchObject({
        detail: `it is larger than ${MAX_BODY_BYTES} bytes`,
      });
      expect(await failureOf(upstream.readPage({ page: 8, pageSize: 9 }))).toMatchObject({
        detail: 'timeout after 5 s',
      });
    },
  );
});
