import { startTestStack, type TestStack } from '../../../harness/stack';
import { waitForRun } from '../../../harness/run-sync';
import { poll } from '../../../harness/poll';
import { buildApp } from '../../../src/api/app';
import { apiClient } from '../test-api';

interface Listed {
  workflowId: string;
  runId: string;
  kind: string;
  status: string;
  progress: unknown;
  audit: unknown;
}

let mirror: TestStack;
let app: ReturnType<typeof buildApp>;
let ask: ReturnType<typeof apiClient>;

beforeAll(async () => {
  mirror = await startTestStack({ sandbox: { offers: 2_500, latencyMs: 50 } });
  app = buildApp({ store: mirror.store, syncs: mirror.syncs });
  ask = apiClient(app);
});

afterAll(async () => {
  await app.close();
  await mirror.stop();
});

const list = async (query = '') => {
  const { body } = await ask(`/api/syncs${query}`);
  return { syncs: body.syncs as Listed[], nextCursor: body.nextCursor as string | null };
};
const idsOf = ({ syncs }: { syncs: Listed[] }) => syncs.map(({ runId }) => runId);
const cancel = (workflowId: string) =>
  ask(`/api/syncs/${encodeURIComponent(workflowId)}/cancel`, { method: 'POST' });

async function refresh(): Promise<string> {
  const { workflowId, runId } = await mirror.syncs.startSync('refresh');
  await waitForRun(mirror, workflowId, runId);
  return runId;
}

test('runs are listed newest first, page by page, and a run that begins meanwhile neither hides nor repeats one', async () => {
  const first = await refresh();
  const second = await refresh();
  const third = await refresh();

  const page = await list('?limit=2');
  const later = await refresh();
  const rest = await list(`?limit=2&cursor=${page.nextCursor}`);

  expect(idsOf(page)).toEqual([third, second]);
  expect(idsOf(rest)).toEqual([first]);
  expect(rest.nextCursor).toBeNull();
  expect(idsOf(await list('?limit=1'))).toEqual([later]);
});

test('runs are filtered by kind and by how they ended', async () => {
  const { runId, workflowId } = await mirror.syncs.startSync('high');
  await waitForRun(mirror, workflowId, runId);

  expect(idsOf(await list('?kind=high'))).toEqual([runId]);
  expect(idsOf(await list('?kind=high&status=failed'))).toEqual([]);
  expect(new Set((await list('?status=completed')).syncs.map(({ kind }) => kind))).toEqual(
    new Set(['high', 'refresh']),
  );
});

test('a run that is going is listed with its progress, told to end, and ends as cancelled with its audit', async () => {
  const { workflowId, runId } = await mirror.syncs.startSync('full', { concurrency: 1 });
  const going = await poll('the FULL shows its progress', async () => {
    const [run] = (await list('?status=running')).syncs;
    return run !== undefined && run.progress !== null && run;
  });

  const told = await cancel(workflowId);

  expect(going).toMatchObject({ workflowId, runId, kind: 'full', status: 'running', audit: null });
  expect(told).toMatchObject({
    statusCode: 202,
    body: { workflowId, runId, links: { self: `/api/syncs/${workflowId}` } },
  });
  expect(await waitForRun(mirror, workflowId, runId)).toMatchObject({ status: 'cancelled' });
  expect((await list('?kind=full')).syncs[0]).toMatchObject({ runId, status: 'cancelled', progress: null });
  expect((await list('?status=running')).syncs).toEqual([]);
});

test('a run that has ended cannot be told to end: that is a conflict, not a success', async () => {
  await refresh();

  const { statusCode, body } = await cancel('conversion-list-refresh-manual');

  expect(statusCode).toBe(409);
  expect(body.message).toContain('has ended already');
});

test('a run that Temporal itself ended is not shown as running, though it left no audit', async () => {
  const { workflowId, runId } = await mirror.syncs.startSync('full', { concurrency: 1 });
  await poll('the FULL is entered', () => mirror.store.readRun(workflowId, runId));
  await mirror.temporal.workflow.getHandle(workflowId).terminate();

  const [run] = (await list('?kind=full&limit=1')).syncs;

  expect(run).toMatchObject({ runId, status: 'cancelled', audit: null });
  expect((await list('?status=running')).syncs).toEqual([]);
});

test('what is not a run of ours is neither shown nor told to end', async () => {
  const { workflowId, runId } = await mirror.syncs.startSync('full', { concurrency: 1 });
  const chunk = `${workflowId}/pages-1-10`;
  const foreign = { taskQueue: 'other-application', args: [] };
  await mirror.temporal.workflow.start('somethingElse', { ...foreign, workflowId: 'other' });
  await mirror.temporal.workflow.start('fullSync', { ...foreign, workflowId: 'of-the-same-name' });
  await poll('the chunk has begun', () =>
    mirror.temporal.workflow
      .getHandle(chunk)
      .describe()
      .then(({ status }) => status.name === 'RUNNING')
      .catch(() => false),
  );

  for (const id of [chunk, 'other', 'of-the-same-name', 'nothing', '\0', 'full-sync-manual\0']) {
    const path = `/api/syncs/${encodeURIComponent(id)}`;
    expect({ id, statusCode: (await ask(path)).statusCode }).toEqual({ id, statusCode: 404 });
    expect(await cancel(id)).toMatchObject({ statusCode: 404, body: { message: `There is no run ${id}.` } });
  }
  for (const id of ['other', 'of-the-same-name']) {
    const handle = mirror.temporal.workflow.getHandle(id);
    expect((await handle.describe()).raw.workflowExecutionInfo?.status).toBe(1);
    await handle.terminate();
  }
  await cancel(workflowId);
  await waitForRun(mirror, workflowId, runId);
});
