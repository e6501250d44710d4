import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createUpstream, type Upstream, type UpstreamOptions } from '../../src/upstream';

/** Contains every kind of character that a query has to escape. No error may show it in any encoding. */
export const SECRET_TOKEN = 'c4n4ry+s3cr3t/&= %';

/** A small HTTP server in place of the network, and a client of it. */
export interface TestNetwork {
  upstream: Upstream;
  port: number;
  /** Every request received so far. */
  requests: URL[];
  /** Connections opened so far. */
  connectionCount: () => number;
}

/** Runs `use` with a server that responds as `listener` does, and closes both the server and its client afterwards. */
export async function withTestNetwork(
  listener: RequestListener,
  use: (network: TestNetwork) => Promise<void>,
  options: Partial<UpstreamOptions> = {},
): Promise<void> {
  const requests: URL[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push(new URL(request.url ?? '/', 'http://test-network'));
    listener(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/cpa/findmyoffers/`;
  const upstream = createUpstream({ url, token: SECRET_TOKEN, timeoutMs: 5_000, ...options });
  try {
    await use({ upstream, port, requests, connectionCount: () => sockets.size });
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await Promise.all([upstream.close(), new Promise((resolve) => server.close(resolve))]);
  }
}

/** A listener that answers every request with this JSON. */
export function respondWithJson(body: unknown): RequestListener {
  return (_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  };
}

/** A complete answer of the network with these rows. */
export function envelope(offers: unknown[], meta: Record<string, unknown> = {}) {
  return {
    success: true,
    meta: { total: offers.length, total_pages: 1, page: 1, limit: '100', ...meta },
    offers,
    time_elapsed: 0.05,
  };
}

/** An answer with one offer, as text. */
export const ANSWER = JSON.stringify(envelope([{ offer_id: '1' }]));

/** The page that most tests read. */
export const PAGE = { page: 1, pageSize: 100 };

/** Runs `use` with a server that answers every request with this JSON. */
export function withAnswer(body: unknown, use: (network: TestNetwork) => Promise<void>): Promise<void> {
  return withTestNetwork(respondWithJson(body), use);
}

/** The page that a request is for. */
export function pageOf(url: string | undefined): number {
  return Number(new URL(url ?? '/', 'http://test-network').searchParams.get('pages'));
}

/** The error that a request rejects with; its result if it does not. */
export function failureOf(request: Promise<unknown>): Promise<unknown> {
  return request.catch((error: unknown) => error);
}
