import { saveOffers } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

/** What Chromium sends when a person opens a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await saveOffers(api.store, ['10', '11']);
});

afterAll(() => api.stop());

const URLS = [
  '/api/offers',
  '/api/offers/10',
  '/api/offers/none',
  '/api/nothing',
  '/api/health',
  '/docs/json',
];

test.each(URLS)('%s is indented for a browser, and ends with a line break in each case', async (url) => {
  const indented = await api.request(url, { headers: { accept: BROWSER } });
  for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html']) {
    const compact = await api.request(url, { headers: accept ? { accept } : {} });
    expect(compact.text).toMatch(/^\{"[^\n]*\}\n$/);
    expect(compact.headers['content-length']).toBe(String(Buffer.byteLength(compact.text)));
  }

  expect(indented.headers['content-type']).toMatch(/^application\/json/);
  expect(indented.text).toMatch(/^\{\n {2}"[^]*\n\}\n$/);
  expect(indented.text).toBe(`${JSON.stringify(indented.body, null, 2)}\n`);
});

test('the ETag is the same for a browser and a program', async () => {
  const { headers } = await api.request('/api/offers/11');
  const conditional = { accept: BROWSER, 'if-none-match': String(headers.etag) };

  const { statusCode, text } = await api.request('/api/offers/11', { headers: conditional });

  expect({ statusCode, text }).toEqual({ statusCode: 304, text: '' });
  expect(headers.vary).toContain('accept');
});

test('a HEAD request has the length of the body and no body', async () => {
  const get = await api.request('/api/offers?search=none');
  const head = await api.app.inject({ method: 'HEAD', url: '/api/offers?search=none' });

  expect(head.body).toBe('');
  expect(head.headers['content-length']).toBe(get.headers['content-length']);
});
