import { beginRun, finishRun, RUN, runOf, useTestStore } from '../test-store';

const context = useTestStore();

test('without a run id, the newest run of the workflow is read', async () => {
  const { store } = context;
  await beginRun(context, { run: { ...RUN, runId: 'z' } });
  await beginRun(context, { run: { ...RUN, runId: 'a' } });
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({ runId: 'a' });
  await expect(store.readRun(RUN.workflowId, 'z')).resolves.toMatchObject({ runId: 'z' });
  await expect(store.readRun(RUN.workflowId, 'q')).resolves.toBeUndefined();
  await expect(store.readRun('unknown')).resolves.toBeUndefined();
});

test('the list and a single read return the same record', async () => {
  const { store } = context;
  await beginRun(context, { params: { maxPages: 3 } });
  await finishRun(context, { status: 'incomplete', reasons: ['page 2 is missing', 'page "3" too'] });
  await beginRun(context, { run: runOf('later') });

  const { runs } = await store.listRuns({ limit: 5 });

  const ended = await store.readRun(RUN.workflowId);
  expect(ended).toMatchObject({ params: { maxPages: 3 }, durationMs: expect.any(Number) as number });
  expect(runs).toEqual([await store.readRun('later'), ended]);
});

test('the pages of runs contain each run once, newest first', async () => {
  const { store, pool } = context;
  for (let index = 0; index < 7; index += 1) {
    const run = runOf(`w${index}`);
    await beginRun(context, { run, kind: index % 2 === 0 ? 'high' : 'full' });
  }
  // Two runs that started in the same microsecond.
  await pool.query(`UPDATE sync_runs SET started_at = (SELECT started_at FROM sync_runs WHERE workflow_id = 'w3')
    WHERE workflow_id = 'w4'`);
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.listRuns({ limit: 2, cursor });
    names.push(...page.runs.map(({ workflowId }) => workflowId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(names).toEqual(['w6', 'w5', 'w4', 'w3', 'w2', 'w1', 'w0']);

  const high = await store.listRuns({ kind: 'high', status: 'running', limit: 4 });
  expect(high.runs.map(({ workflowId }) => workflowId)).toEqual(['w6', 'w4', 'w2', 'w0']);
  expect(high.nextCursor).toBeNull();
  const filters = { kind: ['full', 'refresh'], status: ['running', 'failed'], limit: 2 } as const;
  const first = await store.listRuns(filters);
  const rest = await store.listRuns({ ...filters, cursor: first.nextCursor });
  expect([first, rest].map(({ runs }) => runs.map(({ workflowId }) => workflowId))).toEqual([
    ['w5', 'w3'],
    ['w1'],
  ]);
  const none = await store.listRuns({ status: 'failed', limit: 4 });
  expect(none).toEqual({ runs: [], nextCursor: null });
});

test('a run that ended after the previous page does not hide a running one', async () => {
  const { store } = context;
  for (const runId of ['a', 'b', 'c']) await beginRun(context, { run: { ...RUN, runId } });
  const listRunning = (cursor?: string | null) => store.listRuns({ status: 'running', limit: 1, cursor });

  const first = await listRunning();
  await finishRun(context, { run: { ...RUN, runId: 'c' } });
  const second = await listRunning(first.nextCursor);
  const third = await listRunning(second.nextCursor);

  const listed = [first, second, third].flatMap(({ runs }) => runs.map(({ runId }) => runId));
  expect(listed).toEqual(['c', 'b', 'a']);
  expect(third.nextCursor).toBeNull();
});

test.each(['nonsense', 'e30', Buffer.from('["w9","r"]').toString('base64url')])(
  'a cursor that the list did not create is refused: %s',
  (cursor) =>
    expect(context.store.listRuns({ limit: 2, cursor })).rejects.toMatchObject({
      name: 'InvalidCursorError',
    }),
);

test('freshness is the age of the last completed HIGH and FULL', async () => {
  const { store, pool } = context;
  await expect(store.readFreshness()).resolves.toEqual({ lastHigh: null, lastFull: null });
  await beginRun(context);
  await finishRun(context);
  await beginRun(context, { run: runOf('later') });
  await finishRun(context, { run: runOf('later'), status: 'failed', error: 'no' });
  await pool.query(
    `UPDATE sync_runs SET finished_at = finished_at - interval '90 seconds' WHERE status = 'completed'`,
  );
  const { lastHigh, lastFull } = await store.readFreshness();
  expect(lastHigh).toBeNull();
  expect(lastFull!.ageSeconds).toBeGreaterThanOrEqual(90);
  expect(lastFull!.ageSeconds).toBeLessThan(100);
});

test('the last finished runs exclude running and cancelled ones', async () => {
  const { store } = context;
  await expect(store.readLastFinished()).resolves.toEqual({ high: null, full: null });
  const refused = 'the network refused the token';
  for (const [workflowId, status] of [
    ['first', 'completed'],
    ['second', 'failed'],
    ['third', 'cancelled'],
    ['fourth', 'running'],
  ] as const) {
    const run = runOf(workflowId);
    await beginRun(context, { run });
    if (status !== 'running')
      await finishRun(context, { run, status, error: status === 'failed' ? refused : null });
  }

  const { high, full } = await store.readLastFinished();

  expect(high).toBeNull();
  expect(full).toEqual({
    status: 'failed',
    finishedAt: expect.stringMatching(/Z$/) as string,
    reasons: [],
    error: refused,
  });
});

test.each([{ maxPages: 5, status: 'Active' }, { status: 'Paused' }, { status: 'Blocked' }])(
  'a FULL that does not read all Active offers does not count for freshness: %j',
  async (params) => {
    const { store } = context;
    await beginRun(context, { params });
    await finishRun(context);
    await expect(store.readFreshness()).resolves.toEqual({ lastHigh: null, lastFull: null });

    const whole = runOf('whole');
    await beginRun(context, { run: whole, params: { maxPages: null, status: 'any' } });
    await finishRun(context, { run: whole });
    const { lastFull } = await store.readFreshness();
    expect(lastFull!.ageSeconds).toBeLessThan(600);
  },
);
