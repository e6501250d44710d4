import { sendRaw } from '../../../harness/servers/raw-http';
import { SECRETS } from './secrets';

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
  { url: '/api/offers', headers: { authorization: `Bearer ${SECRETS.wrongApiKey.text}` } },
  { url: '/docs', headers: { ...HTML, authorization: '' } },
];

/**
 * Send a request to every route of the OpenAPI document of an API, including those that start or cancel runs, and to its
 * pages, and invalid requests.
 *
 * @returns each response as a text: status, headers and body.
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
    return [...lines, '', await response.text()].join('\n');
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
  // Invalid HTTP with a valid key.
  const { closed } = sendRaw(
    Number(new URL(apiUrl).port),
    `GET /api/offers HTTP/1.1\r\nauthorization: Bearer ${SECRETS.apiKey.text}\r\nno header\r\n\r\n`,
  );
  return [...responses, await closed];
}
