import { sendRaw } from '../../../harness/servers/raw-http';
import { SECRETS } from './secrets';

interface Documentation {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

/** What stands in for a path's parameters: of each kind one that is there. */
const IDS = { workflowId: 'full-sync-manual', id: 'high-priority-sync' };

/** Ways to ask that are refused before they reach a route. */
const WRONG: { url: string; method?: string; headers?: Record<string, string>; body?: string }[] = [
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
  { url: '/docs', headers: { authorization: '', accept: 'text/html' } },
];

/**
 * Ask an API for everything that its own documentation names, as a program and as a browser, and for some things in a
 * wrong way. What starts or ends runs is asked too.
 *
 * @returns each answer as a text: status, headers and body.
 */
export async function askEverything(apiUrl: string, offerId: string): Promise<string[]> {
  const ask = async ({ url, method = 'GET', headers = {}, body }: (typeof WRONG)[number]) => {
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
  const documentation = await ask({ url: '/docs/json' });
  const { paths } = JSON.parse(documentation.slice(documentation.indexOf('\n\n'))) as Documentation;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      url: path
        .replace('{workflowId}', encodeURIComponent(IDS.workflowId))
        .replace('{id}', IDS.id)
        .replace('{offerId}', offerId),
      method: method.toUpperCase(),
    })),
  );
  const pages = ['/docs', '/docs/static/swagger-initializer.js', '/api/queues'].map((url) => ({
    url,
    headers: { accept: 'text/html' },
  }));
  const filtered = [{ url: '/api/offers?search=Sandbox&limit=500' }, { url: '/api/syncs?limit=500' }];
  const answers = [documentation];
  for (const question of [...routes, ...pages, ...filtered, ...WRONG]) answers.push(await ask(question));
  // What is no HTTP, from a caller that shows its key all the same.
  const { closed } = sendRaw(
    Number(new URL(apiUrl).port),
    `GET /api/offers HTTP/1.1\r\nauthorization: Bearer ${SECRETS.apiKey.text}\r\nno header\r\n\r\n`,
  );
  return [...answers, await closed];
}
