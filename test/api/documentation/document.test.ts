import { startTestApi, type TestApi } from '../test-api';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    explode?: boolean;
    schema: { enum?: unknown; type?: unknown };
  }[];
  requestBody?: { required?: boolean };
  responses: Record<
    string,
    { description?: string; content?: Record<string, { schema: { description?: string; $ref?: string } }> }
  >;
}

let api: TestApi;
let document: {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object };
};

beforeAll(async () => {
  api = await startTestApi({ key: 'k' });
  const { body } = await api.request('/docs/json', { headers: { authorization: 'Bearer k' } });
  document = body as unknown as typeof document;
});

afterAll(() => api.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  );

test('documents every route in OpenAPI 3.1', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(
    operations()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    'delete /api/alerts/mutes/{id}',
    'delete /api/session',
    'delete /api/watchlist/{offerId}',
    'get /api/alerts',
    'get /api/alerts/channels',
    'get /api/alerts/mutes',
    'get /api/alerts/{id}',
    'get /api/changes',
    'get /api/conversion-list',
    'get /api/cron',
    'get /api/events',
    'get /api/health',
    'get /api/health/ready',
    'get /api/offer-facets',
    'get /api/offers',
    'get /api/offers/{offerId}',
    'get /api/offers/{offerId}/conversions',
    'get /api/offers/{offerId}/history',
    'get /api/queues',
    'get /api/sandbox',
    'get /api/schedules',
    'get /api/session',
    'get /api/syncs',
    'get /api/syncs/{workflowId}',
    'get /api/syncs/{workflowId}/rejected',
    'get /api/watchlist',
    'get /api/watchlist/{offerId}',
    'get /metrics',
    'post /api/alerts/test',
    'post /api/alerts/{id}/acknowledge',
    'post /api/sandbox/faults',
    'post /api/sandbox/heal',
    'post /api/sandbox/pause',
    'post /api/sandbox/stop-conversions',
    'post /api/schedules/{id}/pause',
    'post /api/schedules/{id}/resume',
    'post /api/schedules/{id}/trigger',
    'post /api/session',
    'post /api/syncs/full',
    'post /api/syncs/high',
    'post /api/syncs/refresh',
    'post /api/syncs/{workflowId}/cancel',
    'post /api/watchlist',
    'put /api/alerts/mutes',
    'put /api/watchlist/{offerId}',
  ]);
});

test('every route has a summary, a tag, and a description and schema for each status', () => {
  for (const { name, operation } of operations()) {
    expect({ name, summary: operation.summary, tags: operation.tags }).toEqual({
      name,
      summary: expect.stringMatching(/.{5}/) as string,
      tags: [expect.any(String)],
    });
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      expect({ name, status, description }).toEqual({
        name,
        status,
        description: expect.not.stringMatching(/^Default Response$/) as string,
      });
      if (status !== '304' && status !== '204')
        expect({ name, status, has: content !== undefined }).toEqual({ name, status, has: true });
    }
    const statuses = name === 'get /api/health' ? ['200'] : ['400', '401', '403', '429', '500', '503'];
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(statuses));
  }
});

test('every route has an operation id of its own, and every JSON response a named schema', () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  const nameless = operations().filter(
    ({ operation }) => !/^[a-z][A-Za-z]+$/.test(operation.operationId ?? ''),
  );
  expect(nameless.map(({ name }) => name)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const names = Object.keys(document.components.schemas);
  expect(names).toEqual(
    expect.arrayContaining(['Offer', 'OfferPage', 'Sync', 'SyncAudit', 'Schedule', 'Problem']),
  );
  for (const { name, operation } of operations()) {
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      const reference = content['application/json']?.schema.$ref;
      const isJson = 'application/json' in content;
      const component = isJson ? reference?.replace('#/components/schemas/', '') : names[0];
      expect({ name, status, component }).toEqual({ name, status, component: expect.any(String) as string });
      expect(names).toContain(component);
    }
  }
});

test('the address of the server is that of the document, also below a path of a proxy', async () => {
  const [server] = document.servers;
  const base = new URL(server!.url, 'https://proxy.example/mirror/docs/json').href.replace(/\/$/, '');
  expect(`${base}/api/offers`).toBe('https://proxy.example/mirror/api/offers');

  const { statusCode, headers } = await api.request('/docs', { headers: { authorization: 'Bearer k' } });
  expect(statusCode).toBe(302);
  const page = new URL(String(headers.location), 'https://proxy.example/mirror/docs').pathname;
  expect(page).toBe('/mirror/docs/');
  const { text } = await api.request('/docs/', { headers: { authorization: 'Bearer k' } });
  const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(files.length).toBeGreaterThan(5);
  expect(files).toEqual(expect.arrayContaining(['./static/theme/device.js', './static/theme/device.css']));
  for (const path of files) {
    const { pathname } = new URL(path, 'https://proxy.example/docs/');
    const file = await api.request(pathname, { headers: { authorization: 'Bearer k' } });
    expect({ path, statusCode: file.statusCode }).toEqual({
      path: expect.stringMatching(/^\.\//) as string,
      statusCode: 200,
    });
  }
});

test('lists are separated by commas', () => {
  const lists = operations()
    .flatMap(({ operation }) => operation.parameters ?? [])
    .filter(({ schema }) => schema.type === 'array');
  expect(lists.map(({ name }) => name)).toEqual(expect.arrayContaining(['ids', 'country', 'status', 'kind']));
  expect(lists.filter(({ explode }) => explode !== false)).toEqual([]);
});

test('every parameter has a description or an enum', () => {
  const undocumented = operations().flatMap(({ name, operation }) =>
    (operation.parameters ?? [])
      .filter(({ description, schema }) => description === undefined && schema.enum === undefined)
      .map((parameter) => `${name} ${parameter.name}`),
  );

  expect(undocumented).toEqual([]);
});

test('every query parameter is optional', () => {
  const required = operations().flatMap(({ name, operation }) =>
    (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'query' && parameter.required)
      .map((parameter) => `${name} ${parameter.name}`),
  );

  expect(required).toEqual([]);
});

test('optional bodies are not required, and every route but liveness and sessions requires the key', () => {
  expect(document.paths['/api/syncs/full']!.post!.requestBody!.required).toBe(false);
  expect(document).toMatchObject({
    security: [{ key: [] }, { session: [] }],
    components: { securitySchemes: { key: { scheme: 'bearer' } } },
  });
  expect(
    operations()
      .filter(({ operation }) => operation.security?.length === 0)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['delete /api/session', 'get /api/health', 'get /api/session', 'post /api/session']);
});

test('serves Swagger UI, which loads nothing from other sites', async () => {
  const page = await api.request('/docs/', { headers: { authorization: 'Bearer k' } });
  const ui = await api.request('/docs/static/swagger-ui-bundle.js', {
    headers: { authorization: 'Bearer k' },
  });

  expect(page.statusCode).toBe(200);
  expect(page.text).toContain('swagger-ui');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(ui.statusCode).toBe(200);
});
