import type { SyncKind } from '../../../src/domain/run';
import type { FinishRunInput } from '../../../src/store';
import { answerWith, minute, observedOffer, RUN, useTestStore } from '../test-store';

const context = useTestStore();

function begin(
  run = RUN,
  kind: SyncKind = 'full',
  deadlineSeconds = 60,
  params: object = { maxPages: null },
) {
  return context.store.beginRun({ run, kind, trigger: 'manual', params, deadlineSeconds });
}

function finish(more: Partial<FinishRunInput> = {}) {
  return context.store.finishRun({ run: RUN, status: 'completed', reasons: [], error: null, ...more });
}

test('a run is entered once, and a repeat returns when it started', async () => {
  const { store } = context;
  await store.saveAnswer(answerWith([observedOffer('1'), observedOffer('2', { status: 'Paused' })]));
  const before = await store.readClock();
  const entered = await begin();
  expect(entered.startedAt >= before).toBe(true);
  expect(entered.knownActive).toBe(1);
  await store.saveAnswer(answerWith([observedOffer('3')], { requestKey: 'batch/2' }));
  await expect(begin()).resolves.toEqual(entered);
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({
    ...RUN,
    kind: 'full',
    trigger: 'manual',
    status: 'running',
    params: { maxPages: null },
    finishedAt: null,
    complete: null,
    offersActiveBefore: 1,
  });
});

test('the audit of a run contains the sums over its requests', async () => {
  const { store, pool } = context;
  await begin();
  const page = (number: number, ids: string[], more = {}) =>
    store.saveAnswer(
      answerWith(
        ids.map((id) => observedOffer(id)),
        { requestKey: `page/${number}`, purpose: 'page', page: number, observedAt: minute(number), ...more },
      ),
    );
  const rejected = [{ offerId: null, field: null, reason: 'It has no id.', raw: '{}' }];
  await page(1, ['1', '2'], { attempt: 3 });
  await page(2, ['2', '3'], { rejected });
  await page(1, ['1', '4'], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(3) });
  const swept = [observedOffer('2', { status: 'Paused' })];
  await store.saveAnswer(
    answerWith(swept, { requestKey: 'sweep/1', purpose: 'sweep', absentIds: ['9'], observedAt: minute(4) }),
  );

  const record = await finish({
    status: 'incomplete',
    reasons: ['page 3 could not be read'],
    notes: ['a note'],
    pagesPlanned: 3,
    offersExpected: 300,
    extraRequests: 4,
    extraRetries: 3,
  });
  expect(record).toMatchObject({
    ...RUN,
    status: 'incomplete',
    complete: false,
    reasons: ['page 3 could not be read'],
    notes: ['a note'],
    error: null,
    pagesPlanned: 3,
    pagesRead: 2,
    pagesReread: 1,
    offersExpected: 300,
    offersMet: 6,
    offersDistinct: 4,
    offersDuplicate: 2,
    offersNew: 4,
    offersChanged: 1,
    rowsRejected: 1,
    offersSwept: 2,
    offersPaused: 1,
    offersAbsent: 1,
    offersGone: 0,
    listBefore: null,
    listAfter: null,
    listAdded: null,
    listRemoved: null,
    requests: 10,
    retries: 5,
  });
  expect(Date.parse(record.finishedAt!) - Date.parse(record.startedAt)).toBeLessThanOrEqual(
    record.durationMs! + 2,
  );
  const { rows } = await pool.query('SELECT * FROM run_requests');
  expect(rows).toEqual([]);
});

test('a run is finished once, and a repeat returns the first audit', async () => {
  await begin();
  const record = await finish({ pagesPlanned: 7 });
  expect(record).toMatchObject({ status: 'completed', complete: true });
  await expect(finish({ status: 'failed', error: 'late', pagesPlanned: 1 })).resolves.toEqual(record);
});

test('a run that was never entered cannot be finished', () =>
  expect(finish()).rejects.toMatchObject({ name: 'RunNotFoundError' }));

test('an overdue run of the same kind is finished as timed out, with its counts', async () => {
  const { store } = context;
  const stuck = { workflowId: 'full-sync-1', runId: 'a' };
  await begin(stuck, 'full', -1);
  await begin({ workflowId: 'high-1', runId: 'b' }, 'high', -1);
  await store.saveAnswer(
    answerWith([observedOffer('1')], { run: stuck, purpose: 'page', requestKey: 'page/1' }),
  );
  await begin(RUN, 'full', -1);
  await expect(store.readRun('full-sync-1')).resolves.toMatchObject({
    status: 'timed_out',
    complete: false,
    reasons: ['the run took too long'],
    pagesRead: 1,
    offersNew: 1,
  });
  await expect(store.readRun('high-1')).resolves.toMatchObject({ status: 'running' });
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({ status: 'running' });
});

test('without a run id, the newest run of the workflow is read', async () => {
  const { store } = context;
  await begin({ ...RUN, runId: 'z' });
  await begin({ ...RUN, runId: 'a' });
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({ runId: 'a' });
  await expect(store.readRun(RUN.workflowId, 'z')).resolves.toMatchObject({ runId: 'z' });
  await expect(store.readRun(RUN.workflowId, 'q')).resolves.toBeUndefined();
  await expect(store.readRun('unknown')).resolves.toBeUndefined();
});

test('the pages of runs contain each run once, newest first', async () => {
  const { store, pool } = context;
  for (let index = 0; index < 7; index += 1) {
    await begin({ workflowId: `w${index}`, runId: 'r' }, index % 2 === 0 ? 'high' : 'full');
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
  const none = await store.listRuns({ status: 'failed', limit: 4 });
  expect(none).toEqual({ runs: [], nextCursor: null });
});

test('a run that ended after the previous page does not hide a running one', async () => {
  const { store } = context;
  for (const runId of ['a', 'b', 'c']) await begin({ ...RUN, runId });
  const listRunning = (cursor?: string | null) => store.listRuns({ status: 'running', limit: 1, cursor });

  const first = await listRunning();
  await finish({ run: { ...RUN, runId: 'c' } });
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
  await begin();
  await finish();
  await begin({ workflowId: 'later', runId: 'r' });
  await finish({ run: { workflowId: 'later', runId: 'r' }, status: 'failed', error: 'no' });
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
    const run = { workflowId, runId: 'r' };
    await begin(run);
    if (status !== 'running') await finish({ run, status, error: status === 'failed' ? refused : null });
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
    await begin(RUN, 'full', 60, params);
    await finish();
    await expect(store.readFreshness()).resolves.toEqual({ lastHigh: null, lastFull: null });

    const whole = { workflowId: 'whole', runId: 'r' };
    await begin(whole, 'full', 60, { maxPages: null, status: 'any' });
    await finish({ run: whole });
    await expect(store.readFreshness()).resolves.toMatchObject({ lastFull: { ageSeconds: 0 } });
  },
);

test('pruning deletes old HIGH and refresh runs, rejected rows and orphaned requests, and nothing else', async () => {
  const { store, pool } = context;
  const rejected = [{ offerId: null, field: null, reason: 'It has no id.', raw: '{}' }];
  const kept = [
    ['full', 'full', 'completed'],
    ['running', 'high', 'running'],
    ['young', 'high', 'completed'],
  ] as const;
  const pruned = [
    ['old-high', 'high', 'failed'],
    ['old-refresh', 'refresh', 'completed'],
  ] as const;
  for (const [workflowId, kind, status] of [...kept, ...pruned]) {
    const run = { workflowId, runId: 'r' };
    await begin(run, kind);
    if (status !== 'running') await finish({ run, status });
    const observedAt = workflowId === 'young' ? await store.readClock() : minute(0);
    await store.saveAnswer(answerWith([], { run, rejected, observedAt }));
  }
  await pool.query(`UPDATE sync_runs SET started_at = '2026-01-05T10:00:00Z' WHERE workflow_id <> 'young'`);
  await store.pruneRuns({ olderThanSeconds: 3600 });

  const names = async (table: string) => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT workflow_id AS name FROM ${table} ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };
  await expect(names('sync_runs')).resolves.toEqual(['full', 'running', 'young']);
  await expect(names('rejected_rows')).resolves.toEqual(['young']);
  await expect(names('run_requests')).resolves.toEqual(['running', 'young']);
});
