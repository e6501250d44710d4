import type { FastifyInstance } from 'fastify';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { waitForRun } from '../../../harness/run-sync';
import { buildApp } from '../../../src/api/app';

let mirror: TestStack;
let app: FastifyInstance;

beforeAll(async () => {
  mirror = await startTestStack({ sandbox: { offers: 3_000, latencyMs: 30 } });
  app = buildApp({ store: mirror.store, syncs: mirror.syncs });
});

afterAll(async () => {
  await app.close();
  await mirror.stop();
});

const get = async (url: string) => {
  const response = await app.inject({ method: 'GET', url });
  return { statusCode: response.statusCode, body: response.json<Record<string, unknown>>() };
};

async function waitForEnd({ workflowId, runId }: Record<string, unknown>) {
  return waitForRun(mirror, workflowId as string, runId as string);
}

test('the old way to start a HIGH answers with the old fields and the new ones', async () => {
  const { statusCode, body } = await get('/api/cron?fetchByPriority=HIGH');

  expect(statusCode).toBe(200);
  expect(body).toMatchObject({ queued: true, queue: 'high-priority', joined: false });
  expect(body).not.toHaveProperty('chunks');
  expect((await waitForEnd(body)).kind).toBe('high');
});

test('the old way to start a FULL answers with the number of chunks', async () => {
  const { statusCode, body } = await get('/api/cron?maxPages=20&concurrency=10&status=Active');

  expect(statusCode).toBe(200);
  expect(body).toMatchObject({ queued: true, queue: 'full-sync-chunk', chunks: 2, joined: false });
  expect(await waitForEnd(body)).toMatchObject({
    kind: 'full',
    pagesPlanned: 20,
    params: { maxPages: 20, concurrency: 10, status: 'Active' },
  });
});

test('without maxPages the number of chunks is what the catalogue needs', async () => {
  const { active } = mirror.sandbox.catalogue.countsAt(Date.now());

  const { body } = await get('/api/cron');

  expect(body.chunks).toBe(Math.ceil(active / 1_000));
  await waitForEnd(body);
});

test.each([
  ['maxPages=abc', 'maxPages must be integer'],
  ['maxPages=-1', 'maxPages must be >= 1'],
  ['maxPages=0', 'maxPages must be >= 1'],
  ['maxPages=1e9', 'maxPages must be <= 100000'],
  ['maxPages=2.5', 'maxPages must be integer'],
  ['concurrency=0', 'concurrency must be >= 1'],
  ['concurrency=51', 'concurrency must be <= 50'],
  ['status=Gone', 'status must be equal to one of the allowed values'],
  ['fetchByPriority=LOW', 'fetchByPriority must be equal to constant'],
  ['fetchByPriorty=HIGH', 'must NOT have additional properties'],
])('%s is refused with the reason, and nothing is started', async (query, reason) => {
  const before = mirror.sandbox.requests.total;

  const { statusCode, body } = await get(`/api/cron?${query}`);

  expect(statusCode).toBe(400);
  expect(body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: expect.stringContaining(reason) as string,
  });
  expect(mirror.sandbox.requests.total).toBe(before);
});

test('a start is accepted with where to follow it, an equal one joins it, another one is refused', async () => {
  const first = await app.inject({ method: 'POST', url: '/api/syncs/full', payload: { concurrency: 1 } });
  const equal = await app.inject({ method: 'POST', url: '/api/syncs/full', payload: { concurrency: 1 } });
  const other = await app.inject({ method: 'POST', url: '/api/syncs/full' });

  const started = first.json<Record<string, unknown>>();
  expect(first.statusCode).toBe(202);
  expect(first.headers.location).toBe('/api/syncs/full-sync-manual');
  expect(started).toMatchObject({ joined: false, links: { self: '/api/syncs/full-sync-manual', ui: null } });
  expect(equal.json()).toEqual({ ...started, joined: true });
  expect(other.statusCode).toBe(409);
  expect(other.json<{ message: string }>().message).toContain('full-sync-manual');

  const running = await get('/api/syncs/full-sync-manual');
  expect(running.body).toMatchObject({ kind: 'full', status: 'running', audit: null, finishedAt: null });
  await waitForEnd(started);
});

test('a finished run shows its audit; a chunk, and a workflow that is not there, are not found', async () => {
  const refresh = await app.inject({ method: 'POST', url: '/api/syncs/refresh' });
  const { workflowId, runId } = refresh.json<{ workflowId: string; runId: string }>();
  await waitForEnd({ workflowId, runId });

  const { body } = await get(`/api/syncs/${encodeURIComponent(workflowId)}`);
  expect(body).toMatchObject({
    workflowId,
    runId,
    kind: 'refresh',
    status: 'completed',
    progress: null,
    error: null,
  });
  expect(body.audit).toMatchObject({ complete: true, trigger: 'manual', reasons: [] });

  for (const unknown of ['full-sync-manual%2Fpages-1-10', 'nothing']) {
    const missing = await get(`/api/syncs/${unknown}`);
    expect(missing.statusCode).toBe(404);
    expect(missing.body.message).toMatch(/^There is no run /);
  }
});
