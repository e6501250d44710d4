import { poll } from '../../../../harness/poll';
import { waitForRun } from '../../../../harness/run-sync';
import { createGate } from '../../../../harness/servers/gate';
import { type ApiStack, startApiStack } from '../../test-api';

interface ListedSync {
  workflowId: string;
  runId: string;
  kind: string;
  status: string;
  progress: unknown;
  audit: unknown;
}

interface StartedRun {
  workflowId: string;
  runId: string;
  links: { self: string; ui: string };
}

const gate = createGate();
let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack({
    sandbox: { offers: 2_500, beforeResponse: gate.beforeResponse },
    settings: { TEMPORAL_UI_URL: 'http://ui.example' },
  });
});

afterEach(() => gate.open());

afterAll(() => stack.stop());

const list = async (query = '') => {
  const { body } = await stack.request(`/api/syncs${query}`);
  return { syncs: body.syncs as ListedSync[], nextCursor: body.nextCursor as string | null };
};
const idsOf = ({ syncs }: { syncs: ListedSync[] }) => syncs.map(({ runId }) => runId);
const cancel = (workflowId: string, query = '') =>
  stack.request(`/api/syncs/${encodeURIComponent(workflowId)}/cancel${query}`, { method: 'POST' });

/** Start a FULL that does not end before the test, because the network does not answer after the first pages. */
function startEndlessRun() {
  gate.closeAfter(3);
  return stack.syncs.startSync('full', { concurrency: 1 });
}

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
  expect(idsOf(await list('?kind=HIGH,full&status=Completed&status=running&limit=1'))).toEqual([runId]);
  expect(new Set((await list('?status=completed')).syncs.map(({ kind }) => kind))).toEqual(
    new Set(['high', 'refresh']),
  );
});

test('lists a running sync with its progress, and cancels it', async () => {
  const { workflowId, runId } = await startEndlessRun();
  const running = await poll('the FULL shows its progress', async () => {
    const [run] = (await list('?status=running')).syncs;
    return run !== undefined && run.progress !== null && run;
  });

  const response = await cancel(workflowId);

  expect(running).toMatchObject({ workflowId, runId, kind: 'full', status: 'running', audit: null });
  expect(response).toMatchObject({
    statusCode: 202,
    body: { workflowId, runId, links: { self: `/api/syncs/${workflowId}?runId=${runId}` } },
  });
  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'cancelled' });
  expect((await list('?kind=full')).syncs[0]).toMatchObject({ runId, status: 'cancelled', progress: null });
  expect((await list('?status=running')).syncs).toEqual([]);
});

test('the links of a run lead to that run, also after later runs with its workflow id', async () => {
  const older = (await stack.request('/api/syncs/refresh', { method: 'POST' })).body as unknown as StartedRun;
  await waitForRun(stack, older.workflowId, older.runId);
  const newer = await refresh();

  const listed = (await list('?kind=refresh')).syncs.find(({ runId }) => runId === older.runId);
  expect(listed).toMatchObject({ links: older.links });
  expect(older.links).toEqual({
    self: `/api/syncs/conversion-list-refresh-manual?runId=${older.runId}`,
    ui: `http://ui.example/namespaces/default/workflows/conversion-list-refresh-manual/${older.runId}/history`,
  });
  expect((await stack.request(older.links.self)).body).toMatchObject({
    runId: older.runId,
    status: 'completed',
    audit: { trigger: 'manual' },
    links: older.links,
  });
  expect((await stack.request('/api/syncs/conversion-list-refresh-manual')).body).toMatchObject({
    runId: newer,
  });
});

test('a run id that no run has is not found, and one that is no UUID is refused', async () => {
  const path = '/api/syncs/conversion-list-refresh-manual';
  const unknown = '?runId=01a21741-1f78-7e63-b2fb-000000000000';

  expect(await stack.request(path + unknown)).toMatchObject({
    statusCode: 404,
    body: {
      message: 'There is no run conversion-list-refresh-manual (01a21741-1f78-7e63-b2fb-000000000000).',
    },
  });
  expect((await cancel('conversion-list-refresh-manual', unknown)).statusCode).toBe(404);
  for (const query of ['?runId=first', '?runId=', '?run=x']) {
    expect((await stack.request(path + query)).statusCode).toBe(400);
  }
});

test('cancelling an older run answers that it has ended, and leaves the running one alone', async () => {
  const older = await stack.syncs.startSync('full', { maxPages: 1 });
  await waitForRun(stack, older.workflowId, older.runId);
  const running = await startEndlessRun();

  const { statusCode, body } = await cancel(older.workflowId, `?runId=${older.runId}`);

  expect(statusCode).toBe(409);
  expect(body.message).toBe(`The run full-sync-manual (${older.runId}) has already ended.`);
  expect(await stack.syncs.readSync(running.workflowId)).toMatchObject({ status: 'running' });
  expect((await cancel(running.workflowId, `?runId=${running.runId}`)).statusCode).toBe(202);
  expect(await waitForRun(stack, running.workflowId, running.runId)).toMatchObject({ status: 'cancelled' });
});

test('a run that Temporal ended keeps its own state after a later run with its workflow id', async () => {
  const older = await startEndlessRun();
  await poll('the FULL has a record', () => stack.store.readRun(older.workflowId, older.runId));
  await stack.temporal.workflow.getHandle(older.workflowId).terminate();
  gate.open();
  const later = await stack.syncs.startSync('full', { maxPages: 1 });
  await waitForRun(stack, later.workflowId, later.runId);

  const runs = (await list('?kind=full&limit=2')).syncs.map(({ runId, status }) => ({ runId, status }));

  expect(runs).toEqual([
    { runId: later.runId, status: 'completed' },
    { runId: older.runId, status: 'cancelled' },
  ]);
});

test('answers 409 to the cancellation of an ended run', async () => {
  await refresh();

  const { statusCode, body } = await cancel('conversion-list-refresh-manual');

  expect(statusCode).toBe(409);
  expect(body.message).toContain('has already ended');
});

test('shows a run that Temporal itself ended as cancelled, without an audit', async () => {
  const { workflowId, runId } = await startEndlessRun();
  await poll('the FULL has a record', () => stack.store.readRun(workflowId, runId));
  await stack.temporal.workflow.getHandle(workflowId).terminate();

  const [run] = (await list('?kind=full&limit=1')).syncs;

  expect(run).toMatchObject({ runId, status: 'cancelled', audit: null });
  expect((await list('?status=running')).syncs).toEqual([]);
});

test('neither shows nor cancels a workflow that is not a run of the service', async () => {
  const { workflowId, runId } = await startEndlessRun();
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
