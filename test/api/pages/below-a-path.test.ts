import { createServer, request as sendRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runSync } from '../../../harness/run-sync';
import { listenOnFreePort } from '../../../harness/servers/raw-http';
import { builtPage } from '../../../harness/web/built-page';
import { type ApiStack, startApiStack } from '../test-api';

const PREFIX = '/mirror';

let stack: ApiStack;
let proxy: Server;
let origin: string;

beforeAll(async () => {
  stack = await startApiStack({
    sandbox: { offers: 300 },
    settings: { TEMPORAL_UI_URL: 'http://ui.example' },
    pageFolder: await builtPage(),
  });
  await runSync(stack, 'full');
  const apiPort = await listenOnFreePort(stack.app);
  proxy = await startProxy(apiPort);
  origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await stack.stop();
});

/** Starts a reverse proxy that passes on `/mirror/…` without the prefix, as nginx does, and knows no other path. */
async function startProxy(apiPort: number): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { url = '', method, headers } = incoming;
    if (!url.startsWith(`${PREFIX}/`)) {
      outgoing.writeHead(404).end('not below the prefix');
      return;
    }
    const options = { host: '127.0.0.1', port: apiPort, path: url.slice(PREFIX.length), method, headers };
    const forwarded = sendRequest({ ...options, agent: false }, (response) => {
      outgoing.writeHead(response.statusCode!, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const get = (url: string) => fetch(url, { headers: { accept: 'text/html' } });

/** The addresses of links and files in a page, as a browser resolves them. */
function addressesIn(page: string, url: string): string[] {
  const [element = '', base = ''] = /<base href="([^"]+)"/.exec(page) ?? [];
  return [...page.replace(element, '').matchAll(/ (?:href|src)="([^"]+)"/g)].map(
    ([, address]) => new URL(address!.replaceAll('&amp;', '&'), new URL(base, url)).href,
  );
}

test.each([
  ...['/', '/offers/', '/offers/3790', '/runs/full-sync-manual/1'],
  ...['/api/queues', '/api/queues/', '/api/syncs', '/api/syncs/?limit=1', '/docs', '/docs/'],
])('every link and file of %s is below the path of the proxy, and exists', async (path) => {
  const response = await get(`${origin}${PREFIX}${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');

  const addresses = addressesIn(await response.text(), response.url);
  const own = [...new Set(addresses.filter((address) => address.startsWith(origin)))];
  expect(own.length).toBeGreaterThan(3);
  for (const address of own) {
    const { status } = await get(address);
    expect({ address, status }).toEqual({ address, status: 200 });
  }
});

test('the requests that the documentation sends are below the path of the proxy', async () => {
  const address = `${origin}${PREFIX}/docs/json`;
  const { servers, paths } = (await (await get(address)).json()) as {
    servers: { url: string }[];
    paths: Record<string, unknown>;
  };

  const server = new URL(servers[0]!.url, address).href.replace(/\/$/, '');
  expect(server).toBe(`${origin}${PREFIX}`);
  expect(Object.keys(paths)).toContain('/api/offers');
  expect((await get(`${server}/api/offers`)).status).toBe(200);
});
