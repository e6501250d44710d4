import { ApiProblem, createApi, read } from '../../../web/src/api';

/** A client whose requests get this response, and the addresses that it requests. */
function clientWith(respond: () => Response | Promise<Response>) {
  const urls: string[] = [];
  const api = createApi('https://proxy.example/mirror/', (request) => {
    urls.push((request as Request).url);
    return Promise.resolve(respond());
  });
  return { api, urls };
}

const problem =
  (status: number, message: string, headers = {}) =>
  () =>
    Response.json({ statusCode: status, error: 'Error', message }, { status, headers });

test('requests are below the root of the page, with lists separated by commas', async () => {
  const { api, urls } = clientWith(() => Response.json({ changes: [] }));

  await read(api.GET('/api/changes', { params: { query: { kinds: ['paused', 'gone'], limit: 5 } } }));

  expect(urls).toEqual(['https://proxy.example/mirror/api/changes?kinds=paused,gone&limit=5']);
});

test.each([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [429, 'busy'],
  [400, 'refused'],
  [410, 'refused'],
  [503, 'failed'],
])('the status %i is a problem of the kind %s, with the sentence of the API', async (status, kind) => {
  const { api } = clientWith(problem(status, 'Try again later.', { 'retry-after': '7' }));

  const error: unknown = await read(api.GET('/api/watchlist')).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ApiProblem);
  expect(error).toMatchObject({ status, kind, message: 'Try again later.', retryAfterMs: 7_000 });
});

test('an API that does not answer is unreachable, and an answer of a proxy has no sentence', async () => {
  const away = clientWith(() => Promise.reject(new TypeError('fetch failed')));
  await expect(read(away.api.GET('/api/watchlist'))).rejects.toMatchObject({
    kind: 'unreachable',
    message: '',
  });

  const proxy = clientWith(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await expect(read(proxy.api.GET('/api/watchlist'))).rejects.toMatchObject({ kind: 'failed', message: '' });
});
