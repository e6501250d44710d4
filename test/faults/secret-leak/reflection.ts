import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a network shows again what it was asked, token and all. */
export const REFLECTIONS = [
  'in rows',
  'in places that are no rows',
  'in an error page',
  'in a refusal',
  'in a refusal of the token',
  'in a wish to wait',
  'in a redirect',
  'in a page of HTML',
  'in a text',
  'in a body of another shape',
  'in a number of pages',
  'in headers too large',
  'in an answer that is no HTTP',
  'in a body that is cut',
  'in a body that never ends',
] as const;
export type Reflection = (typeof REFLECTIONS)[number];

/** Every third offer shows it, so that most of the catalogue is there and its other texts can be looked for. */
const SHOWS_IT_EVERY = 3;

/** Which reflection a request meets; undefined: it is handed on. */
export type Choice = (asked: URLSearchParams) => Reflection | undefined;

/** A network before the sandbox. Whoever lends it calls `close`. */
export interface LentReflection {
  /** As the sandbox's own, but by way of this one. */
  readonly url: string;
  /** In which ways what was asked has been shown again so far. */
  readonly shown: ReadonlySet<Reflection>;
  /** Choose for each request from now on. */
  show(choose: Choice): void;
  close(): Promise<void>;
}

/** Lend a network that hands on what the sandbox at this URL says, or shows again what it was asked. */
export async function lendReflection(sandboxUrl: string): Promise<LentReflection> {
  let choose: Choice = () => undefined;
  const shown = new Set<Reflection>();
  const server = createServer((request, response) => {
    const how = choose(new URL(request.url ?? '/', sandboxUrl).searchParams);
    if (how === undefined) return handOn(request, response, sandboxUrl);
    shown.add(how);
    answer(how, request, response, sandboxUrl);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(sandboxUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    shown,
    show: (wanted) => (choose = wanted),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(
  how: Reflection,
  request: IncomingMessage,
  response: ServerResponse,
  sandboxUrl: string,
): void {
  const said = `https://network.example${request.url}`;
  const json = (body: unknown) => response.setHeader('x-asked', said).end(JSON.stringify(body));
  switch (how) {
    case 'in rows':
      return handOn(request, response, sandboxUrl, (body) => ({ ...body, offers: spoil(body.offers, said) }));
    case 'in places that are no rows':
      return handOn(request, response, sandboxUrl, (body) => ({
        ...body,
        [said]: said,
        meta: { ...body.meta, limit: said, asked: said },
        offers: [
          said,
          [said],
          { [said]: said },
          { offer_id: said },
          { offer_id: 'x y', offer_name: said },
          ...body.offers,
        ],
      }));
    case 'in an error page':
      return void response.writeHead(502, said, { location: said, 'x-asked': said }).end(`<h1>${said}</h1>`);
    case 'in a refusal':
      return void json({ success: false, message: said, error: { asked: said } });
    case 'in a refusal of the token':
      return void response.writeHead(401, said, { 'www-authenticate': said }).end(said);
    case 'in a wish to wait':
      return void response.writeHead(429, said, { 'retry-after': said }).end(said);
    case 'in a redirect':
      return void response.writeHead(302, { location: said }).end(said);
    case 'in a page of HTML':
      return void response.end(`<!doctype html><a href="${said}">${said}</a>`);
    case 'in a text':
      return void response.end(said);
    case 'in a body of another shape':
      return void json({ success: said, meta: said, [said]: said });
    case 'in a number of pages':
      return void json({ success: true, meta: { total: said, total_pages: said }, offers: [] });
    case 'in headers too large':
      return void response.setHeader('x-asked', said.repeat(200)).end(said);
    case 'in an answer that is no HTTP':
      return void request.socket.end(`${said}\r\n\r\n${said}`);
    case 'in a body that is cut':
      return void response
        .writeHead(200, { 'content-length': 9_999 })
        .write(said, () => request.socket.destroy());
    case 'in a body that never ends':
      return void response.writeHead(200).write(`{"asked":"${said}"`);
  }
}

interface Body {
  meta: Record<string, unknown>;
  offers: Record<string, unknown>[];
}

function spoil(offers: Body['offers'], said: string): unknown[] {
  return offers.map((offer, at) =>
    at % SHOWS_IT_EVERY === 0
      ? {
          ...offer,
          offer_name: `Offer of ${said}`,
          offer_url: said,
          payout: said,
          traffic_restrictions: [said],
          [said]: said,
        }
      : offer,
  );
}

/** Ask the sandbox the same, and hand on what it says, changed or not. */
function handOn(
  request: IncomingMessage,
  response: ServerResponse,
  sandboxUrl: string,
  change?: (body: Body) => unknown,
): void {
  const asked = ask(new URL(request.url ?? '/', sandboxUrl), (answered) => {
    response.writeHead(answered.statusCode ?? 502, change === undefined ? answered.headers : {});
    if (change === undefined) return void answered.on('error', () => response.destroy()).pipe(response);
    const pieces: Buffer[] = [];
    answered.on('data', (piece: Buffer) => pieces.push(piece));
    answered.on('end', () => {
      response.end(JSON.stringify(change(JSON.parse(Buffer.concat(pieces).toString()) as Body)));
    });
  });
  // What the sandbox cuts, resets or lets hang does the same here.
  asked.on('error', () => response.socket?.resetAndDestroy());
  response.on('close', () => asked.destroy());
  asked.end();
}
