import { waitForRun } from '../../../../harness/run-sync';
import { createGate } from '../../../../harness/servers/gate';
import { type ApiStack, startApiStack } from '../../test-api';

const gate = createGate();
let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack({ sandbox: { offers: 3_000, beforeResponse: gate.beforeResponse } });
});

afterAll(() => stack.stop());

async function waitForEnd({ workflowId, runId }: Record<string, unknown>) {
  return waitForRun(stack, workflowId as string, runId as string);
}

test('GET /api/cron starts a HIGH and returns the old and the new fields', async () => {
  const { statusCode, body } = await stack.request('/api/cron?fetchByPriority=HIGH');

  expect(statusCode).toBe(200);
  expect(body).toMatchObject({ queued: true, queue: 'high-priority', joined: false });
  expect(body).not.toHaveProperty('chunks');
  expect((await waitForEnd(body)).kind).toBe('high');
});

test('GET /api/cron starts a FULL and returns the number of chunks', async () => {
  const { statusCode, body } = await stack.request('/api/cron?maxPages=20&concurrency=10&status=Active');

  expect(statusCode).toBe(200);
  expect(body).toMatchObject({ queued: true, queue: 'full-sync-chunk', chunks: 2, joined: false });
  expect(await waitForEnd(body)).toMatchObject({
    kind: 'full',
    pagesPlanned: 20,
    params: { maxPages: 20, concurrency: 10, status: 'Active' },
  });
});

test('without maxPages, the number of chunks covers the catalogue', async () => {
  const { active } = stack.sandbox.catalogue.countsAt(Date.now());

  const { body } = await stack.request('/api/cron');

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
  ['fetchByPriority=HIGH&maxPages=3', 'querystring/maxPages applies to a FULL only'],
  ['fetchByPriority=HIGH&wait=1s&status=Active', 'querystring/status applies to a FULL only'],
  ['fetchByPriorty=HIGH', 'must NOT have additional properties'],
])('rejects %s with a reason, and starts nothing', async (query, reason) => {
  const before = stack.sandbox.requests.total;

  const { statusCode, body } = await stack.request(`/api/cron?${query}`);

  expect(statusCode).toBe(400);
  expect(body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: expect.stringContaining(reason) as string,
  });
  expect(stack.sandbox.requests.total).toBe(before);
});

test('a start returns the path of the run, an equal one joins it, one with other parameters is rejected', async () => {
  gate.closeAfter(0);
  const first = await stack.request('/api/syncs/full', { method: 'POST', payload: { concurrency: 1 } });
  const equal = await stack.request('/api/syncs/full', { method: 'POST', payload: { concurrency: 1 } });
  const other = await stack.request('/api/syncs/full', { method: 'POST' });

  const started = first.body;
  expect(first.statusCode).toBe(202);
  const self = `/api/syncs/full-sync-manual?runId=${started.runId as string}`;
  expect(first.headers.location).toBe(self);
  expect(started).toMatchObject({ joined: false, links: { self, ui: null } });
  expect(equal.body).toEqual({ ...started, joined: true });
  expect(other.statusCode).toBe(409);
  expect(other.body.message).toContain('full-sync-manual');

  const running = await stack.request('/api/syncs/full-sync-manual');
  gate.open();
  expect(running.body).toMatchObject({ kind: 'full', status: 'running', audit: null, finishedAt: null });
  await waitForEnd(started);
});

test('a finished run has its audit; a chunk and an unknown workflow are not found', async () => {
  const refresh = await stack.request('/api/syncs/refresh', { method: 'POST' });
  const { workflowId, runId } = refresh.body as { workflowId: string; runId: string };
  await waitForEnd({ workflowId, runId });

  const { body } = await stack.request(`/api/syncs/${encodeURIComponent(workflowId)}`);
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
    const missing = await stack.request(`/api/syncs/${unknown}`);
    expect(missing.statusCode).toBe(404);
    expect(missing.body.message).toMatch(/^There is no run /);
  }
});
