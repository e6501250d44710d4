import type { RejectedValue } from '../../../src/domain/offer';
import type { AnswerToSave } from '../../../src/store';
import { minute, RUN, runOf, useTestStore } from '../test-store';

const context = useTestStore();

const PAYOUT = { offerId: '1', field: 'payout', reason: 'It is not a number.', raw: '"abc\\u0000"' };
const ROW = { offerId: null, field: null, reason: 'The row has no usable offer_id.', raw: '{}' };

const save = (rejected: RejectedValue[], more: Partial<AnswerToSave> = {}) =>
  context.save([], { rejected, ...more });

async function readRejected() {
  const { rows } = await context.pool.query<{ field: string | null; count: number }>(
    'SELECT * FROM rejected_rows ORDER BY field, raw',
  );
  return rows;
}

const counts = async () => (await readRejected()).map(({ field, count }) => [field, count]);

test('a rejected value is stored with its reason, its raw text and the request that returned it', async () => {
  await expect(save([ROW, PAYOUT])).resolves.toMatchObject({ rejected: 2 });
  const rest = {
    key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    first_seen: new Date(minute(0)),
    last_seen: new Date(minute(0)),
    count: 1,
    workflow_id: RUN.workflowId,
    run_id: RUN.runId,
    request_key: 'batch/1',
  };
  const { reason, raw } = PAYOUT;
  await expect(readRejected()).resolves.toEqual([
    { ...rest, offer_id: '1', field: 'payout', reason, raw },
    { ...rest, offer_id: null, field: null, reason: ROW.reason, raw: ROW.raw },
  ]);
});

test('values that differ in the offer, the field, the reason or the raw text have a row each', async () => {
  const others = { offerId: '2', field: 'dailyCap', reason: 'It is too large.', raw: '"abd"' };
  const values = Object.entries(others).map(([part, other]) => ({ ...PAYOUT, [part]: other }));
  await expect(save([PAYOUT, ...values, ROW])).resolves.toMatchObject({ rejected: 6 });
  await expect(readRejected()).resolves.toHaveLength(6);
});

test('a value that many requests return has one row with the first and the last time and the count', async () => {
  for (const at of [3, 1, 7, 5]) {
    await save([PAYOUT], { run: runOf(`run-${at}`), observedAt: minute(at) });
  }
  await expect(readRejected()).resolves.toMatchObject([
    { first_seen: new Date(minute(1)), last_seen: new Date(minute(7)), count: 4, workflow_id: 'run-7' },
  ]);
});

test('one misspelt field on 10,000 offers has at most 10,000 rows, in any number of runs', async () => {
  const values = Array.from({ length: 10_000 }, (_, index) => ({ ...PAYOUT, offerId: `${index}` }));
  for (const workflowId of ['high-1', 'high-2', 'full-1']) {
    await expect(save(values, { run: runOf(workflowId) })).resolves.toMatchObject({ rejected: 10_000 });
  }
  const { rows } = await context.pool.query(
    'SELECT count(*)::int AS rows, sum(count)::int AS observed FROM rejected_rows',
  );
  expect(rows).toEqual([{ rows: 10_000, observed: 30_000 }]);
});

test('a retry counts once what an earlier attempt returned, and adds what only the retry returned', async () => {
  const other = { ...PAYOUT, field: 'dailyCap' };
  const third = { ...PAYOUT, field: 'flow' };
  await save([PAYOUT, other], { run: runOf('earlier') });
  await expect(save([PAYOUT])).resolves.toMatchObject({ rejected: 1 });
  const retry = { observedAt: minute(1), attempt: 2 };
  await expect(save([PAYOUT], retry)).resolves.toMatchObject({ rejected: 1 });
  // Another value in the same place of the answer, and a known value that this request did not return before.
  await expect(save([third, other], { ...retry, attempt: 3 })).resolves.toMatchObject({ rejected: 3 });
  await expect(save([third, PAYOUT, other], { ...retry, attempt: 4 })).resolves.toMatchObject({
    rejected: 3,
  });
  await expect(counts()).resolves.toEqual([
    ['dailyCap', 2],
    ['flow', 1],
    ['payout', 2],
  ]);
});

test('equal rows in one answer count each', async () => {
  await expect(save([ROW, ROW, ROW])).resolves.toMatchObject({ rejected: 3 });
  await expect(save([ROW, ROW, ROW])).resolves.toMatchObject({ rejected: 3 });
  await expect(counts()).resolves.toEqual([[null, 3]]);
});

test('no index contains a column that a repetition changes, so that repetitions are HOT updates', async () => {
  const { rows } = await context.pool.query<{ column: string }>(
    `SELECT attname AS column FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
     WHERE indrelid = 'rejected_rows'::regclass`,
  );
  expect(rows).toEqual([{ column: 'key' }]);
});
