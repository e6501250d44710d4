import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { type ApiStack, startApiStack } from '../test-api';

interface ListedSync {
  workflowId: string;
  runId: string;
  kind: string;
  status: string;
  progress: unknown;
  audit: unknown;
}

let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack({ sandbox: { offers: 2_500, latencyMs: 50 } });
});

afterAll(() => stack.stop());

const list = async (query = '') => {
  const { body } = await stack.request(`/api/syncs${query}`);
  return { syncs: body.syncs as ListedSync[], nextCursor: body.nextCursor as string | null };
};
const idsOf = ({ syncs }: { syncs: ListedSync[] }) => syncs.map(({ runId }) => runId);
const cancel = (workflowId: string) =>
  stack.request(`/api/syncs/${encodeURIComponent(workflowId)}/cancel`, { method: 'POST' });

async function refresh(): Promise<string> {
  const { workflowId, runId } = await stack.syncs.startSync('refresh');
  await waitForRun(stack, workflowId, runId);
  return runId;
}

test('lists runs newest first, in pages; a run that starts in between neither hides nor repeats one', async () => {
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

test('filters runs by kind and status', async () => {
  const { runId, workflowId } = await stack.syncs.startSync('high');
  await waitForRun(stack, workflowId, runId);

  expect(idsOf(await list('?kind=high'))).toEqual([runId]);
  expect(idsOf(await list('?kind=high&status=failed'))).toEqual([]);
  expect(new Set((await list('?status=completed')).syncs.map(({ kind }) => kind))).toEqual(
    new Set(['high', 'refresh']),
  );
});

test('lists a running sync with its progress, and cancels it', async () => {
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  const running = await poll('the FULL shows its progress', async () => {
    const [run] = (await list('?status=running')).syncs;
    return run !== undefined && run.progress !== null && run;
  });

  const response = await cancel(workflowId);

  expect(running).toMatchObject({ workflowId, runId, kind: 'full', status: 'running', audit: null });
  expect(response).toMatchObject({
    statusCode: 202,
    body: { workflowId, runId, links: { self: `/api/syncs/${workflowId}` } },
  });
  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'cancelled' });
  expect((await list('?kind=full')).syncs[0]).toMatchObject({ runId, status: 'cancelled', progress: null });
  expect((await list('?status=running')).syncs).toEqual([]);
});

test('answers 409 to the cancellation of an ended run', async () => {
  await refresh();

  const { statusCode, body } = await cancel('conversion-list-refresh-manual');

  expect(statusCode).toBe(409);
  expect(body.message).toContain('has already ended');
});

test('shows a run that Temporal itself ended as cancelled, without an audit', async () => {
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  await poll('the FULL has a record', () => stack.store.readRun(workflowId, runId));
  await stack.temporal.workflow.getHandle(workflowId).terminate();

  const [run] = (await list('?kind=full&limit=1')).syncs;

  expect(run).toMatchObject({ runId, status: 'cancelled', audit: null });
  expect((await list('?status=running')).syncs).toEqual([]);
});

test('neither shows nor cancels a workflow that is not a run of the service', async () => {
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  const chunk = `${workflowId}/pages-1-10`;
  const foreign = { taskQueue: 'other-application', args: [] };
  await stack.temporal.workflow.start('somethingElse', { ...foreign, workflowId: 'other' });
  await stack.temporal.workflow.start('fullSync', { ...foreign, workflowId: 'of-the-same-name' });
  await poll('the chunk is running', () =>
    stack.temporal.workflow
      .getHandle(chunk)
      .describe()
      .then(({ status }) => status.name === 'RUNNING')
      .catch(() => false),
  );

  for (const id of [chunk, 'other', 'of-the-same-name', 'nothing', '\0', 'full-sync-manual\0']) {
    const path = `/api/syncs/${encodeURIComponent(id)}`;
    expect({ id, statusCode: (await stack.request(path)).statusCode }).toEqual({ id, statusCode: 404 });
    expect(await cancel(id)).toMatchObject({ statusCode: 404, body: { message: `There is no run ${id}.` } });
  }
  for (const id of ['other', 'of-the-same-name']) {
    const handle = stack.temporal.workflow.getHandle(id);
    expect((await handle.describe()).raw.workflowExecutionInfo?.status).toBe(1);
    await handle.terminate();
  }
  await cancel(workflowId);
  await waitForRun(stack, workflowId, runId);
});
