import { startTestApi, type TestApi } from '../test-api';

interface Operation {
  summary?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    schema: { enum?: unknown };
  }[];
  requestBody?: { required?: boolean };
  responses: Record<
    string,
    { description?: string; content?: Record<string, { schema: { description?: string } }> }
  >;
}

let api: TestApi;
let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: object };

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
    'get /api/conversion-list',
    'get /api/cron',
    'get /api/health',
    'get /api/health/ready',
    'get /api/offers',
    'get /api/offers/{offerId}',
    'get /api/queues',
    'get /api/schedules',
    'get /api/syncs',
    'get /api/syncs/{workflowId}',
    'get /metrics',
    'post /api/schedules/{id}/pause',
    'post /api/schedules/{id}/resume',
    'post /api/schedules/{id}/trigger',
    'post /api/syncs/full',
    'post /api/syncs/high',
    'post /api/syncs/refresh',
    'post /api/syncs/{workflowId}/cancel',
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
      if (status !== '304')
        expect({ name, status, has: content !== undefined }).toEqual({ name, status, has: true });
    }
    const statuses = name === 'get /api/health' ? ['200'] : ['400', '401', '403', '429', '500', '503'];
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(statuses));
  }
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

test('optional bodies are not required, and every route but liveness requires the key', () => {
  expect(document.paths['/api/syncs/full']!.post!.requestBody!.required).toBe(false);
  expect(document).toMatchObject({
    security: [{ key: [] }],
    components: { securitySchemes: { key: { scheme: 'bearer' } } },
  });
  expect(
    operations()
      .filter(({ operation }) => operation.security?.length === 0)
      .map(({ name }) => name),
  ).toEqual(['get /api/health']);
});

test('serves Swagger UI, which loads nothing from other sites', async () => {
  const page = await api.request('/docs', { headers: { authorization: 'Bearer k' } });
  const ui = await api.request('/docs/static/swagger-ui-bundle.js', {
    headers: { authorization: 'Bearer k' },
  });

  expect(page.statusCode).toBe(200);
  expect(page.text).toContain('swagger-ui');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(ui.statusCode).toBe(200);
});
