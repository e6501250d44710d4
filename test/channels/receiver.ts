import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that a receiver got. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver answers. `cut`: it closes the connection without an answer. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  lateMs?: number;
  cut?: boolean;
}

/** Start an HTTP server that stands in for a webhook. */
export async function startReceiver(answer: (received: Received) => Answer = () => ({})) {
  const received: Received[] = [];
  const receiver = { received, answer };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const message = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(message);
      const { status = 200, headers, body = '', lateMs = 0, cut = false } = receiver.answer(message);
      setTimeout(() => {
        if (cut) request.socket.destroy();
        else response.writeHead(status, headers).end(body);
      }, lateMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
