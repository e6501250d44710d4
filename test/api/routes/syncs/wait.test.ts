import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { poll } from '../../../../harness/poll';
import { listenOnFreePort } from '../../../../harness/servers/raw-http';
import { startTestStack, type TestStack } from '../../../../harness/stack';
import { buildApp } from '../../../../src/api/app';
import { applySchedules } from '../../../../src/client/schedules';

/** No scheduled run starts during the tests. */
const DAY_MS = 86_400_000;

let stack: TestStack;
let app: ReturnType<typeof buildApp>;
let origin: string;
let reads = 0;
/** The newest connection. */
let socket: Socket | undefined;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 2_500, latencyMs: 60 } });
});
afterAll(() => stack.stop());

beforeEach(async () => {
  const readSync: TestStack['syncs']['readSync'] = (...run) => {
    reads += 1;
    return stack.syncs.readSync(...run);
  };
  app = buildApp({ store: stack.store, syncs: { ...stack.syncs, readSync } });
  origin = `http://127.0.0.1:${await listenOnFreePort(app)}`;
  app.server.on('connection', (accepted: Socket) => (socket = accepted));
});
afterEach(async () => {
  await app.close();
  await cancelRuns();
});

async function send(path: string, init: RequestInit = {}) {
  const startedAt = performance.now();
  const response = await fetch(`${origin}${path}`, init);
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body, tookMs: performance.now() - startedAt };
}

/** Starts a FULL that takes seconds, and returns its path. */
async function startSlowRun(): Promise<string> {
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  return `/api/syncs/${workflowId}?runId=${runId}`;
}

/** Starts a FULL that does not end, because the network does not answer, and returns its path. */
async function startEndlessRun(): Promise<string> {
  stack.sandbox.setFault([{ effect: { kind: 'hang' } }]);
  return startSlowRun();
}

async function cancelRuns(): Promise<void> {
  stack.sandbox.setFault(null);
  for (const { workflowId } of await stack.syncs.listRunning()) await stack.syncs.cancelSync(workflowId);
  await poll('no run is left', async () => (await stack.syncs.listRunning()).length === 0);
}

test('a start with a wait answers with the run that has ended', async () => {
  const { status, headers, body } = await send('/api/syncs/refresh?wait=30s', { method: 'POST' });

  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: 'refresh', status: 'completed', audit: { trigger: 'manual' } });
  expect(headers.get('location')).toBe((body.links as { self: string }).self);
});

test('the cron route with a wait keeps its fields and adds the run that has ended', async () => {
  const { status, body } = await send('/api/cron?maxPages=3&wait=60s');

  expect(status).toBe(200);
  expect(body).toMatchObject({
    queued: true,
    queue: 'full-sync-chunk',
    chunks: 1,
    workflowId: 'full-sync-manual',
    joined: false,
    sync: { kind: 'full', status: 'completed', runId: body.runId, audit: { pagesRead: 3 } },
  });

  await startEndlessRun();
  const late = await send('/api/cron?concurrency=1&wait=1s');
  expect(late).toMatchObject({ status: 200, body: { queued: true, joined: true } });
  expect(late.body).not.toHaveProperty('sync');
});

test('a trigger with a wait answers with the run that has ended, and at once if it was skipped', async () => {
  await applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });
  const trigger = (path: string) => send(`/api/schedules/${path}`, { method: 'POST' });

  expect(await trigger('conversion-list-refresh/trigger?wait=60s')).toMatchObject({
    status: 200,
    body: { kind: 'refresh', status: 'completed', audit: { trigger: 'schedule' } },
  });

  stack.sandbox.setFault([{ effect: { kind: 'hang' } }]);
  expect(await trigger('full-sync/trigger?wait=1s')).toMatchObject({
    status: 202,
    body: { outcome: 'started' },
  });
  const skipped = await trigger('full-sync/trigger?wait=30s');
  expect(skipped).toMatchObject({ status: 202, body: { outcome: 'skipped' } });
  expect(skipped.tookMs).toBeLessThan(20_000);
});

test('a start whose run takes longer answers as without a wait, when the time is over', async () => {
  stack.sandbox.setFault([{ effect: { kind: 'hang' } }]);
  const answer = send('/api/syncs/full?wait=1s', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"concurrency":1}',
  });
  await poll('the connection may be idle', () => socket?.timeout === 0);
  const { status, body, tookMs } = await answer;

  expect(status).toBe(202);
  expect(body).toMatchObject({ workflowId: 'full-sync-manual', joined: false });
  expect(tookMs).toBeGreaterThanOrEqual(990);
  expect(socket?.timeout).toBeGreaterThan(0);
  expect((await send('/api/syncs/full-sync-manual')).body).toMatchObject({ status: 'running' });
});

test('requests that wait for the same run share one poll, and all get its end', async () => {
  const path = await startSlowRun();
  reads = 0;
  const startedAt = performance.now();

  const answers = await Promise.all(Array.from({ length: 30 }, () => send(`${path}&wait=60s`)));

  const ticks = (performance.now() - startedAt) / 500;
  expect(new Set(answers.map(({ body }) => body.status))).toEqual(new Set(['completed']));
  expect(ticks).toBeGreaterThan(2);
  // Each request reads the run once before it waits.
  expect(reads).toBeLessThanOrEqual(30 + ticks + 2);
});

test('a run that is still running when the time is over, or has ended before, is returned at once', async () => {
  const path = await startEndlessRun();
  expect(await send(`${path}&wait=1s`)).toMatchObject({ status: 200, body: { status: 'running' } });
  await cancelRuns();

  const { body, tookMs } = await send(`${path}&wait=60s`);
  expect(body).toMatchObject({ status: 'cancelled' });
  expect(tookMs).toBeLessThan(20_000);
});

test('a shutdown ends the waits and answers them', async () => {
  const path = await startEndlessRun();
  reads = 0;
  const answer = send(`${path}&wait=60s`);
  await poll('the request waits', () => reads >= 2);

  const startedAt = performance.now();
  await app.close();

  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(await answer).toMatchObject({ status: 200, body: { status: 'running' } });
});

test('nothing is polled for clients that have gone', async () => {
  const path = await startEndlessRun();
  reads = 0;
  const client = new AbortController();
  const answer = send(`${path}&wait=60s`, { signal: client.signal });
  await poll('the request waits', () => reads >= 2);
  client.abort();
  await expect(answer).rejects.toThrow();

  await poll('the poll has ended', async () => {
    const before = reads;
    await delay(1_500);
    return reads === before;
  });
  expect((await send(path)).body).toMatchObject({ status: 'running' });
});

test('at most a hundred requests wait', async () => {
  const path = await startEndlessRun();

  const answers: Awaited<ReturnType<typeof send>>[] = [];
  const requests = Array.from({ length: 103 }, () =>
    send(`${path}&wait=60s`).then((answer) => void answers.push(answer)),
  );
  await poll('some are refused', () => answers.length >= 3);
  await cancelRuns();
  await Promise.all(requests);

  const refused = answers.filter(({ status }) => status === 503);
  expect(refused).toHaveLength(3);
  expect(refused[0]!.body.message).toContain('wait');
  expect(new Set(answers.slice(3).map(({ body }) => body.status))).toEqual(new Set(['cancelled']));
});
