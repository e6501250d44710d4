import { createServer, type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The ways in which a network returns the request to its sender, including the token. */
export const REFLECTIONS = [
  'in rows',
  'outside of rows',
  'in an error page',
  'in a rejection',
  'in a token refusal',
  'in Retry-After',
  'in a redirect',
  'in an HTML page',
  'in a text',
  'in another shape',
  'in the number of pages',
  'in headers too large',
  'in invalid HTTP',
  'in a cut body',
  'in an endless body',
] as const;
export type Reflection = (typeof REFLECTIONS)[number];

/** Every third offer reflects the request, so that most of the catalogue is readable. */
const REFLECT_EVERY = 3;

/** Selects the reflection for a request; undefined: it is forwarded to the sandbox. */
export type SelectReflection = (params: URLSearchParams) => Reflection | undefined;

/** A network in front of the sandbox. The caller closes it. */
export interface ReflectingNetwork {
  /** The URL of the sandbox's API by way of this network. */
  readonly url: string;
  /** The reflections so far. */
  readonly used: ReadonlySet<Reflection>;
  /** Replace the selection for further requests. */
  select(next: SelectReflection): void;
  close(): Promise<void>;
}

/** Start a network that forwards requests to the sandbox or reflects them. */
export async function startReflectingNetwork(sandboxUrl: string): Promise<ReflectingNetwork> {
  let select: SelectReflection = () => undefined;
  const used = new Set<Reflection>();
  const server = createServer((request, response) => {
    const reflection = select(new URL(request.url ?? '/', sandboxUrl).searchParams);
    if (reflection === undefined) return forward(request, response, sandboxUrl);
    used.add(reflection);
    reflect(reflection, request, response, sandboxUrl);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(sandboxUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    used,
    select: (next) => (select = next),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function reflect(
  reflection: Reflection,
  request: IncomingMessage,
  response: ServerResponse,
  sandboxUrl: string,
): void {
  const echo = `https://network.example${request.url}`;
  const json = (body: unknown) => response.setHeader('x-asked', echo).end(JSON.stringify(body));
  switch (reflection) {
    case 'in rows':
      return forward(request, response, sandboxUrl, (body) => ({
        ...body,
        offers: addEcho(body.offers, echo),
      }));
    case 'outside of rows':
      return forward(request, response, sandboxUrl, (body) => ({
        ...body,
        [echo]: echo,
        meta: { ...body.meta, limit: echo, asked: echo },
        offers: [
          echo,
          [echo],
          { [echo]: echo },
          { offer_id: echo },
          { offer_id: 'x y', offer_name: echo },
          ...body.offers,
        ],
      }));
    case 'in an error page':
      return void response.writeHead(502, echo, { location: echo, 'x-asked': echo }).end(`<h1>${echo}</h1>`);
    case 'in a rejection':
      return void json({ success: false, message: echo, error: { asked: echo } });
    case 'in a token refusal':
      return void response.writeHead(401, echo, { 'www-authenticate': echo }).end(echo);
    case 'in Retry-After':
      return void response.writeHead(429, echo, { 'retry-after': echo }).end(echo);
    case 'in a redirect':
      return void response.writeHead(302, { location: echo }).end(echo);
    case 'in an HTML page':
      return void response.end(`<!doctype html><a href="${echo}">${echo}</a>`);
    case 'in a text':
      return void response.end(echo);
    case 'in another shape':
      return void json({ success: echo, meta: echo, [echo]: echo });
    case 'in the number of pages':
      return void json({ success: true, meta: { total: echo, total_pages: echo }, offers: [] });
    case 'in headers too large':
      return void response.setHeader('x-asked', echo.repeat(200)).end(echo);
    case 'in invalid HTTP':
      return void request.socket.end(`${echo}\r\n\r\n${echo}`);
    case 'in a cut body':
      return void response
        .writeHead(200, { 'content-length': 9_999 })
        .write(echo, () => request.socket.destroy());
    case 'in an endless body':
      return void response.writeHead(200).write(`{"asked":"${echo}"`);
  }
}

interface Body {
  meta: Record<string, unknown>;
  offers: Record<string, unknown>[];
}

/** Also drops a field of all rows, so that a row is kept as a sample. */
function addEcho(offers: Body['offers'], echo: string): unknown[] {
  return offers.map(({ thumbnails: _, ...offer }, index) =>
    index % REFLECT_EVERY === 0
      ? {
          ...offer,
          offer_name: `Offer of ${echo}`,
          offer_url: echo,
          payout: echo,
          traffic_restrictions: [echo],
          [echo]: echo,
        }
      : offer,
  );
}

/** Forward a request to the sandbox, and its response, changed or not, to the client. */
function forward(
  request: IncomingMessage,
  response: ServerResponse,
  sandboxUrl: string,
  change?: (body: Body) => unknown,
): void {
  const forwarded = sendRequest(new URL(request.url ?? '/', sandboxUrl), (upstream) => {
    response.writeHead(upstream.statusCode ?? 502, change === undefined ? upstream.headers : {});
    if (change === undefined) return void upstream.on('error', () => response.destroy()).pipe(response);
    const chunks: Buffer[] = [];
    upstream.on('data', (chunk: Buffer) => chunks.push(chunk));
    upstream.on('end', () => {
      response.end(JSON.stringify(change(JSON.parse(Buffer.concat(chunks).toString()) as Body)));
    });
  });
  // A response that the sandbox cuts, resets or leaves hanging does the same here.
  forwarded.on('error', () => response.socket?.resetAndDestroy());
  response.on('close', () => forwarded.destroy());
  forwarded.end();
}
