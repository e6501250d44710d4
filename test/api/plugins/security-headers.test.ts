import { createHash } from 'node:crypto';
import { startTestApi } from '../test-api';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

let api: Awaited<ReturnType<typeof startTestApi>>;

beforeAll(async () => {
  api = await startTestApi();
});

afterAll(() => api.stop());

/** A content policy by its directives. */
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
  ['/docs', {}],
  ['/docs/json', {}],
  ['/docs/static/swagger-ui-bundle.js', {}],
  ['/api/queues', BROWSER],
  ['/docs', { host: 'evil.com' }],
])('%s tells browsers to believe and to run nothing but what it says (%j)', async (url, headers) => {
  const answer = await api.ask(url, { headers });

  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'content-type': expect.stringMatching(/^[a-z]+\/[a-z+.-]+/) as string,
  });
  expect(answer.headers).not.toHaveProperty('x-powered-by');
  expect(answer.headers).not.toHaveProperty('strict-transport-security');
  const policy = policyOf(answer.headers);
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  });
  expect(Object.values(policy).join(' ')).not.toMatch(/unsafe|\*|https?:/);
});

test('what is data may fetch and run nothing at all', async () => {
  const { headers } = await api.ask('/api/offers');

  expect(Object.keys(policyOf(headers)).sort()).toEqual([
    'base-uri',
    'default-src',
    'form-action',
    'frame-ancestors',
  ]);
});

test('the page of the queues may have the style that it has, and no other', async () => {
  const { headers, text } = await api.ask('/api/queues', { headers: BROWSER });

  const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(style).toContain('font');
  expect(policyOf(headers)['style-src']).toBe(`'sha256-${hash}'`);
  expect(policyOf(headers)).not.toHaveProperty('script-src');
  expect(text).not.toMatch(/ style=| on[a-z]+="|<script/);
});

test('Swagger UI may run and fetch what is here, and nothing from elsewhere or within the page', async () => {
  const { headers, text } = await api.ask('/docs');

  expect(policyOf(headers)).toMatchObject({
    'script-src': "'self'",
    'style-src': "'self'",
    'connect-src': "'self'",
    'img-src': "'self' data:",
  });
  expect(text).not.toMatch(/<style|<script[^>]*>[^<\s]/);
  // The frame that it has by itself brings a style within the page, which would be refused.
  expect((await api.ask('/docs/static/swagger-initializer.js')).text).toContain('"layout":"BaseLayout"');
});
