import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createUpstream, type Upstream, type UpstreamOptions } from '../../src/upstream';

/** A token with every kind of character that a query has to escape: no error may show it in any spelling. */
export const CANARY_TOKEN = 'c4n4ry+s3cr3t/&= %';

/** What a server of a test lends: a client of it, and every request that it saw. */
export interface StandIn {
  upstream: Upstream;
  url: string;
  requests: URL[];
  /** Connections that were opened in all. */
  connectionCount: () => number;
}

/** Lend a client of a small HTTP server that answers as `listener` says; both are gone afterwards. */
export async function withStandIn(
  listener: RequestListener,
  use: (standIn: StandIn) => Promise<void>,
  options: Partial<UpstreamOptions> = {},
): Promise<void> {
  const requests: URL[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(new URL(request.url ?? '/', 'http://stand-in'));
    listener(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/cpa/findmyoffers/`;
  const upstream = createUpstream({ url, token: CANARY_TOKEN, timeoutMs: 5_000, ...options });
  try {
    await use({ upstream, url, requests, connectionCount: () => sockets.size });
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await Promise.all([upstream.close(), new Promise((resolve) => server.close(resolve))]);
  }
}

/** A listener that answers every request with this JSON. */
export function answerJson(body: unknown): RequestListener {
  return (_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  };
}

/** A whole answer of the network around these rows. */
export function envelope(offers: unknown[], meta: Record<string, unknown> = {}) {
  return {
    success: true,
    meta: { total: offers.length, total_pages: 1, page: 1, limit: '100', ...meta },
    offers,
    time_elapsed: 0.05,
  };
}
