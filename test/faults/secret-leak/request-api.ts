import { sendRaw } from '../../../harness/servers/raw-http';
import { addSession, SECRETS } from './secrets';

interface OpenApi {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

interface ApiRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const HTML = { accept: 'text/html' };

/** Valid requests beyond those of the OpenAPI document. */
const VALID_REQUESTS: ApiRequest[] = [
  ...['/docs', '/docs/static/swagger-initializer.js', '/api/queues'].map((url) => ({ url, headers: HTML })),
  { url: '/api/offers?search=Sandbox&limit=500' },
  { url: '/api/syncs?limit=500' },
];

/** Requests of a browser with a session. */
const SESSION_REQUESTS: ApiRequest[] = [
  { url: '/api/session' },
  { url: '/api/offers' },
  { url: '/api/queues', headers: HTML },
  { url: '/nothing' },
  { url: '/api/syncs/high', method: 'POST', headers: { origin: 'https://evil.example' } },
];

const signIn = (key: string) => ({
  url: '/api/session',
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ key }),
});

/** Requests that are rejected before they reach a route. */
const INVALID_REQUESTS: ApiRequest[] = [
  { url: '/nothing' },
  { url: '/api/offers', method: 'PUT' },
  { url: '/api/offers?limit=0' },
  { url: '/api/offers?cursor=nonsense' },
  { url: '/api/offers/%' },
  {
    url: '/api/syncs/full',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"maxPages":',
  },
  { url: '/api/syncs/full', method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
  { url: '/api/syncs/high', method: 'POST', headers: { origin: 'https://evil.example' } },
  { url: '/api/offers', headers: { authorization: '' } },
  signIn(SECRETS.wrongApiKey.text),
  { ...signIn(SECRETS.apiKey.text), headers: { 'content-type': 'text/plain' } },
  { url: '/api/offers', headers: { authorization: `Bearer ${SECRETS.wrongApiKey.text}` } },
  { url: '/docs', headers: { ...HTML, authorization: '' } },
];

/**
 * Send a request to every route of the OpenAPI document of an API, including those that start or cancel runs, and to its
 * pages, requests with sessions, and invalid requests.
 *
 * @returns each response as a text: status, headers and body, without the cookie of a new session.
 */
export async function requestEverything(apiUrl: string, offerId: string): Promise<string[]> {
  const send = async ({ url, method = 'GET', headers = {}, body }: ApiRequest) => {
    const response = await fetch(`${apiUrl}${url}`, {
      method,
      headers: { authorization: `Bearer ${SECRETS.apiKey.text}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const lines = [
      `${method} ${url}: ${response.status}`,
      ...[...response.headers].map((pair) => pair.join(': ')),
    ];
    return [...lines, '', await readText(response)].join('\n');
  };
  const openApi = await send({ url: '/docs/json' });
  const { paths } = JSON.parse(openApi.slice(openApi.indexOf('\n\n'))) as OpenApi;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      // Each parameter gets a value that exists.
      url: path
        .replace('{workflowId}', 'full-sync-manual')
        .replace('{id}', 'high-priority-sync')
        .replace('{offerId}', offerId),
      method: method.toUpperCase(),
    })),
  );
  const responses = [openApi];
  for (const request of [...routes, ...VALID_REQUESTS, ...INVALID_REQUESTS])
    responses.push(await send(request));
  for (const key of [SECRETS.apiKey, SECRETS.apiReadKey]) {
    const { session, response } = await beginSession(apiUrl, signIn(key.text));
    responses.push(response);
    for (const request of SESSION_REQUESTS) {
      const headers = { ...request.headers, authorization: '', cookie: session };
      responses.push(await send({ ...request, headers }));
    }
  }
  // Invalid HTTP with a valid key.
  const { closed } = sendRaw(
    Number(new URL(apiUrl).port),
    `GET /api/offers HTTP/1.1\r\nauthorization: Bearer ${SECRETS.apiKey.text}\r\nno header\r\n\r\n`,
  );
  return [...responses, await closed];
}

/** Only this header of this response contains a secret, which belongs there. */
async function beginSession(apiUrl: string, { url, ...init }: ReturnType<typeof signIn>) {
  const response = await fetch(`${apiUrl}${url}`, init);
  const setCookie = response.headers.get('set-cookie')!;
  addSession(setCookie);
  const rest = [...response.headers].filter(([name]) => name !== 'set-cookie').map((pair) => pair.join(': '));
  return { session: setCookie.split(';')[0]!, response: [...rest, '', await response.text()].join('\n') };
}

/** The body; of events only the first part, because they do not end. */
async function readText(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  const reader = response.body!.getReader();
  const first = await reader.read();
  await reader.cancel();
  return first.done ? '' : Buffer.from(first.value as Uint8Array).toString('utf8');
}
