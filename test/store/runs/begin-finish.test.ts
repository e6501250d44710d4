import type { ObservedOffer } from '../../../src/domain/offer';
import { beginRun, finishRun, minute, observedOffer, RUN, useTestStore } from '../test-store';

const context = useTestStore();

test('a run is entered once, and a repeat returns when it started', async () => {
  const { store } = context;
  await context.save([observedOffer('1'), observedOffer('2', { status: 'Paused' })]);
  const before = await store.readClock();
  const entered = await beginRun(context);
  expect(entered.startedAt >= before).toBe(true);
  expect(entered.knownActive).toBe(1);
  await context.save([observedOffer('3')], { requestKey: 'batch/2' });
  await expect(beginRun(context)).resolves.toEqual(entered);
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({
    ...RUN,
    kind: 'full',
    trigger: 'manual',
    status: 'running',
    params: {},
    finishedAt: null,
    complete: null,
    offersActiveBefore: 1,
  });
});

test('a completed run whose saved answers the database has lost becomes incomplete', async () => {
  const { store } = context;
  const run = (number: number) => ({ workflowId: `lossy-${number}`, runId: 'first' });
  for (const [number, lost] of [
    [1, 0],
    [2, 3],
  ] as const) {
    await beginRun(context, { run: run(number) });
    await context.save([observedOffer('1')], { run: run(number), requestKey: 'page/1', purpose: 'page' });
    await finishRun(context, { run: run(number), answersSaved: 1 + lost });
  }

  await expect(store.readRun('lossy-1')).resolves.toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
  });
  await expect(store.readRun('lossy-2')).resolves.toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: ['the database has lost 3 of 4 saved answers'],
  });
  const [completed, { lastFull }] = [await store.readRun('lossy-1'), await store.readFreshness()];
  expect(lastFull?.finishedAt).toBe(completed?.finishedAt);
});

test('a failed run whose saved answers the database has lost stays failed', async () => {
  await beginRun(context);
  await expect(finishRun(context, { status: 'failed', answersSaved: 2 })).resolves.toMatchObject({
    status: 'failed',
    complete: false,
    reasons: ['the database has lost 2 of 2 saved answers'],
  });
});

test('an offer that the sweep finds when it requests it again is not absent', async () => {
  await beginRun(context);
  const sweep = (number: number, offers: ObservedOffer[], absentIds: string[]) =>
    context.save(offers, {
      requestKey: `sweep/${number}`,
      purpose: 'sweep',
      absentIds,
      observedAt: minute(number),
    });
  await sweep(1, [], ['1', '2', '3']);
  await sweep(2, [observedOffer('2')], ['1', '3']);
  await expect(finishRun(context)).resolves.toMatchObject({ offersAbsent: 2 });
});

test('the audit of a run contains the sums over its requests', async () => {
  const { pool } = context;
  // The same age later would be another conversion.
  const lastConversion = { raw: null, ageSeconds: null, precisionSeconds: null } as const;
  await beginRun(context);
  const page = (number: number, ids: string[], more = {}) =>
    context.save(
      ids.map((id) => observedOffer(id, { lastConversion })),
      { requestKey: `page/${number}`, purpose: 'page', page: number, observedAt: minute(number), ...more },
    );
  const rejected = [{ offerId: null, field: null, reason: 'It has no id.', raw: '{}' }];
  await page(1, ['1', '2'], { attempt: 3 });
  await page(2, ['2', '3'], { rejected });
  await page(1, ['1', '4'], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(3) });
  const swept = [observedOffer('2', { status: 'Paused', lastConversion })];
  await context.save(swept, {
    requestKey: 'sweep/1',
    purpose: 'sweep',
    absentIds: ['9'],
    observedAt: minute(4),
  });

  const record = await finishRun(context, {
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
  await beginRun(context);
  const record = await finishRun(context, { pagesPlanned: 7 });
  expect(record).toMatchObject({ status: 'completed', complete: true });
  await expect(finishRun(context, { status: 'failed', error: 'late', pagesPlanned: 1 })).resolves.toEqual(
    record,
  );
});

test('a run that was never entered cannot be finished', () =>
  expect(finishRun(context)).rejects.toMatchObject({ name: 'RunNotFoundError' }));

test('an overdue run of the same kind is finished as timed out, with its counts', async () => {
  const { store } = context;
  const stuck = { workflowId: 'full-sync-1', runId: 'a' };
  await beginRun(context, { run: stuck, deadlineSeconds: -1 });
  await beginRun(context, { run: { workflowId: 'high-1', runId: 'b' }, kind: 'high', deadlineSeconds: -1 });
  await context.save([observedOffer('1')], { run: stuck, purpose: 'page', requestKey: 'page/1' });
  await beginRun(context, { deadlineSeconds: -1 });
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
