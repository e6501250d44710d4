import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** The host of the network behind a test proxy: only the proxy can resolve it. */
export const HOST_BEHIND_PROXY = 'network.invalid';

/** A small HTTP proxy. */
export interface TestProxy {
  port: number;
  /** The targets of all CONNECT requests so far. */
  connects: string[];
  /** Their Proxy-Authorization headers. */
  authorizations: (string | undefined)[];
}

interface ProxyOptions {
  /** The status of the response to CONNECT; null: it never responds. Default: 200. */
  status?: number | null;
  /** The port on this machine to which it connects its clients. */
  to?: number;
}

/** Runs `use` with a proxy that connects every client to one port of this machine, and closes it afterwards. */
export async function withTestProxy(
  { status = 200, to = 0 }: ProxyOptions,
  use: (proxy: TestProxy) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  const proxy: TestProxy = { port: 0, connects: [], authorizations: [] };
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, client: Socket) => {
    proxy.connects.push(String(request.url));
    proxy.authorizations.push(request.headers['proxy-authorization']);
    client.on('error', () => undefined);
    if (status === null) return;
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const network = connect(to, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      network.pipe(client).pipe(network);
    });
    network.on('error', () => client.destroy());
    sockets.add(network);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.port = (server.address() as AddressInfo).port;
  try {
    await use(proxy);
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  }
}
