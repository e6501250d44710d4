import type { SyncKind } from '../../../src/domain/run';
import type { FinishRunInput } from '../../../src/store';
import { answerWith, lendStore, minute, readOffer, RUN, type LentStore } from '../with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

function begin(
  run = RUN,
  kind: SyncKind = 'full',
  deadlineSeconds = 60,
  params: object = { maxPages: null },
) {
  return lent.store.beginRun({ run, kind, trigger: 'manual', params, deadlineSeconds });
}

function finish(more: Partial<FinishRunInput> = {}) {
  return lent.store.finishRun({ run: RUN, status: 'completed', reasons: [], error: null, ...more });
}

test('a run is entered once, and a repeat reads the moment at which it began', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith([readOffer('1'), readOffer('2', { status: 'Paused' })]));
  const before = await store.readClock();
  const begun = await begin();
  expect(begun.startedAt >= before).toBe(true);
  expect(begun.knownActive).toBe(1);
  await store.saveAnswer(answerWith([readOffer('3')], { requestKey: 'batch/2' }));
  await expect(begin()).resolves.toEqual(begun);
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

test('the audit of a run sums up its requests', async () => {
  const { store, pool } = lent;
  await begin();
  const page = (number: number, ids: string[], more = {}) =>
    store.saveAnswer(
      answerWith(
        ids.map((id) => readOffer(id)),
        { requestKey: `page/${number}`, purpose: 'page', page: number, observedAt: minute(number), ...more },
      ),
    );
  const rejected = [{ offerId: null, field: null, reason: 'It has no id.', raw: '{}' }];
  await page(1, ['1', '2'], { attempt: 3 });
  await page(2, ['2', '3'], { rejected });
  await page(1, ['1', '4'], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(3) });
  const swept = [readOffer('2', { status: 'Paused' })];
  await store.saveAnswer(
    answerWith(swept, { requestKey: 'sweep/1', purpose: 'sweep', absentIds: ['9'], observedAt: minute(4) }),
  );

  const list = { before: 5, after: 6, added: 2, removed: 1 };
  const record = await finish({
    status: 'incomplete',
    reasons: ['page 3 could not be had'],
    notes: ['a note'],
    pagesPlanned: 3,
    offersExpected: 300,
    extraRequests: 4,
    extraRetries: 3,
    list,
  });
  expect(record).toMatchObject({
    ...RUN,
    status: 'incomplete',
    complete: false,
    reasons: ['page 3 could not be had'],
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
    listBefore: 5,
    listAfter: 6,
    listAdded: 2,
    listRemoved: 1,
    requests: 10,
    retries: 5,
  });
  expect(Date.parse(record.finishedAt!) - Date.parse(record.startedAt)).toBeLessThanOrEqual(
    record.durationMs! + 2,
  );
  const { rows } = await pool.query('SELECT * FROM run_requests');
  expect(rows).toEqual([]);
});

test('the first end of a run stays, and a repeat reads it', async () => {
  await begin();
  const record = await finish({ pagesPlanned: 7 });
  expect(record).toMatchObject({ status: 'completed', complete: true });
  await expect(finish({ status: 'failed', error: 'late', pagesPlanned: 1 })).resolves.toEqual(record);
});

test('a run that was never entered cannot be finished', () =>
  expect(finish()).rejects.toMatchObject({ name: 'RunNotFoundError' }));

test('a run of the same kind whose deadline has passed is ended as timed out, with what it did', async () => {
  const { store } = lent;
  const stuck = { workflowId: 'full-sync-1', runId: 'a' };
  await begin(stuck, 'full', -1);
  await begin({ workflowId: 'high-1', runId: 'b' }, 'high', -1);
  await store.saveAnswer(answerWith([readOffer('1')], { run: stuck, purpose: 'page', requestKey: 'page/1' }));
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

test('the newest run of a workflow is read unless its run id is given', async () => {
  const { store } = lent;
  await begin({ ...RUN, runId: 'z' });
  await begin({ ...RUN, runId: 'a' });
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({ runId: 'a' });
  await expect(store.readRun(RUN.workflowId, 'z')).resolves.toMatchObject({ runId: 'z' });
  await expect(store.readRun(RUN.workflowId, 'q')).resolves.toBeUndefined();
  await expect(store.readRun('nobody')).resolves.toBeUndefined();
});

test('runs are listed newest first, some at a time, each once', async () => {
  const { store, pool } = lent;
  for (let index = 0; index < 7; index += 1) {
    await begin({ workflowId: `w${index}`, runId: 'r' }, index % 2 === 0 ? 'high' : 'full');
  }
  // Two that began at the same microsecond.
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

test('a run that has ended since the last page hides none of those that are going', async () => {
  const { store } = lent;
  for (const runId of ['a', 'b', 'c']) await begin({ ...RUN, runId });
  const goingOn = (cursor?: string | null) => store.listRuns({ status: 'running', limit: 1, cursor });

  const first = await goingOn();
  await finish({ run: { ...RUN, runId: 'c' } });
  const second = await goingOn(first.nextCursor);
  const third = await goingOn(second.nextCursor);

  const listed = [first, second, third].flatMap(({ runs }) => runs.map(({ runId }) => runId));
  expect(listed).toEqual(['c', 'b', 'a']);
  expect(third.nextCursor).toBeNull();
});

test.each(['nonsense', 'e30', Buffer.from('["w9","r"]').toString('base64url')])(
  'a cursor that no list gave out is refused: %s',
  (cursor) =>
    expect(lent.store.listRuns({ limit: 2, cursor })).rejects.toMatchObject({ name: 'InvalidCursorError' }),
);

test('freshness is the age of the last completed HIGH and FULL', async () => {
  const { store, pool } = lent;
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

test('how the last HIGH and FULL ended is told, those left aside that go on or were cancelled', async () => {
  const { store } = lent;
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
  'a FULL that did not look at all that is Active makes nothing fresh: %j',
  async (params) => {
    const { store } = lent;
    await begin(RUN, 'full', 60, params);
    await finish();
    await expect(store.readFreshness()).resolves.toEqual({ lastHigh: null, lastFull: null });

    const whole = { workflowId: 'whole', runId: 'r' };
    await begin(whole, 'full', 60, { maxPages: null, status: 'any' });
    await finish({ run: whole });
    await expect(store.readFreshness()).resolves.toMatchObject({ lastFull: { ageSeconds: 0 } });
  },
);

test('old HIGH and refresh runs, rejected rows and stray requests are forgotten, and nothing else', async () => {
  const { store, pool } = lent;
  const rejected = [{ offerId: null, field: null, reason: 'It has no id.', raw: '{}' }];
  const stay = [
    ['full', 'full', 'completed'],
    ['running', 'high', 'running'],
    ['young', 'high', 'completed'],
  ] as const;
  const go = [
    ['old-high', 'high', 'failed'],
    ['old-refresh', 'refresh', 'completed'],
  ] as const;
  for (const [workflowId, kind, status] of [...stay, ...go]) {
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
