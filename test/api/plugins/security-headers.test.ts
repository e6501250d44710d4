import { createHash } from 'node:crypto';
import { startTestApi, type TestApi } from '../test-api';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.stop());

/** Parses a Content Security Policy. */
function policyOf(headers: Record<string, unknown>): Record<string, string> {
  const text = String(headers['content-security-policy']);
  const directives = text.split(';').map((directive) => directive.trim().split(' '));
  const named = directives.flatMap(([name = '', ...from]): [string, string][] =>
    name === '' ? [] : [[name, from.join(' ')]],
  );
  return Object.fromEntries(named);
}

test.each([
  ['/api/health', {}],
  ['/api/offers', {}],
  ['/api/offers?limit=0', {}],
  ['/nothing', {}],
  ['/api/offers/%E0%A4%A', {}],
  ['/docs/', {}],
  ['/docs/json', {}],
  ['/docs/static/swagger-ui-bundle.js', {}],
  ['/api/queues', BROWSER],
  ['/docs', { host: 'evil.com' }],
])('%s has security headers and a strict content policy (%j)', async (url, headers) => {
  const response = await api.request(url, { headers });

  expect(response.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'content-type': expect.stringMatching(/^[a-z]+\/[a-z+.-]+/) as string,
  });
  expect(response.headers).not.toHaveProperty('x-powered-by');
  expect(response.headers).not.toHaveProperty('strict-transport-security');
  const policy = policyOf(response.headers);
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  });
  expect(Object.values(policy).join(' ')).not.toMatch(/unsafe|\*|https?:/);
});

test('the policy of JSON allows nothing', async () => {
  const { headers } = await api.request('/api/offers');

  expect(Object.keys(policyOf(headers)).sort()).toEqual([
    'base-uri',
    'default-src',
    'form-action',
    'frame-ancestors',
  ]);
});

test('the policy of the queues page allows exactly its own style', async () => {
  const { headers, text } = await api.request('/api/queues', { headers: BROWSER });

  const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(style).toContain('font');
  expect(policyOf(headers)['style-src']).toBe(`'sha256-${hash}'`);
  expect(policyOf(headers)).not.toHaveProperty('script-src');
  expect(text).not.toMatch(/ style=| on[a-z]+="|<script/);
});

test('the policy of Swagger UI allows files of the API only, and nothing inline', async () => {
  const { headers, text } = await api.request('/docs');

  expect(policyOf(headers)).toMatchObject({
    'script-src': "'self'",
    'style-src': "'self'",
    'connect-src': "'self'",
    'img-src': "'self' data:",
  });
  expect(text).not.toMatch(/<style|<script[^>]*>[^<\s]/);
  // The default layout has an inline style, which the policy blocks.
  expect((await api.request('/docs/static/swagger-initializer.js')).text).toContain('"layout":"BaseLayout"');
});
