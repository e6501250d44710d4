import { poll } from '../../../harness/poll';
import { beginRun, finishRun, runOf, useTestStore } from '../test-store';

const context = useTestStore();

const idsOf = async (workflowId: string) =>
  (await context.store.listEarlierRuns(runOf(workflowId))).map((run) => run.workflowId);

test('a run sees the runs of its kind that started before it and have not ended', async () => {
  await beginRun(context, { run: runOf('a'), params: { maxPages: 3 } });
  await beginRun(context, { run: runOf('high'), kind: 'high' });
  await beginRun(context, { run: runOf('b') });
  await beginRun(context, { run: runOf('c') });
  await finishRun(context, { run: runOf('b') });

  await expect(context.store.listEarlierRuns(runOf('c'))).resolves.toEqual([
    { ...runOf('a'), params: { maxPages: 3 } },
  ]);
  await expect(idsOf('a')).resolves.toEqual([]);
  await expect(idsOf('high')).resolves.toEqual([]);
  await expect(idsOf('nothing')).resolves.toEqual([]);
});

test('earlier runs are listed in the order of their starts', async () => {
  for (const workflowId of ['b', 'c', 'a', 'own']) await beginRun(context, { run: runOf(workflowId) });
  await expect(idsOf('own')).resolves.toEqual(['b', 'c', 'a']);
});

test('runs that begin at once are in one order: each sees exactly those before it, as soon as it has begun', async () => {
  for (let round = 1; round <= 5; round += 1) {
    const runs = Array.from({ length: 9 }, (_, index) => `${round}-${index}`);
    const seen = await Promise.all(
      runs.map(async (workflowId) => {
        await beginRun(context, { run: runOf(workflowId) });
        return (await idsOf(workflowId)).length;
      }),
    );
    expect(seen.toSorted((a, b) => a - b)).toEqual(runs.map((_, index) => index));
    for (const workflowId of runs) await finishRun(context, { run: runOf(workflowId) });
  }
});

test('a run that reads the clock first is seen by the next one, also if it is stored late', async () => {
  const { pool } = context;
  const other = await pool.connect();
  const countWaiting = async (lock: string) => {
    const { rows } = await pool.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted AND locktype = $1 AND pid IN
         (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
      [lock],
    );
    return rows[0]!.waiting;
  };
  await other.query('BEGIN');
  await other.query(
    `INSERT INTO sync_runs (workflow_id, run_id, kind, trigger, status, params, started_at, deadline_at, offers_active_before)
     VALUES ('first', 'r', 'full', 'manual', 'running', '{}', now(), now(), 0)`,
  );
  // It waits for the row with its key, which is not committed.
  const first = beginRun(context, { run: runOf('first') });
  await poll('the first run waits for the row', async () => (await countWaiting('transactionid')) === 1);

  let hasBegun = false;
  const second = beginRun(context, { run: runOf('second') }).then(() => {
    hasBegun = true;
    return idsOf('second');
  });
  await poll('the second run waits too', async () => hasBegun || (await countWaiting('advisory')) === 1);
  await other.query('ROLLBACK');
  other.release();

  await first;
  await expect(second).resolves.toEqual(['first']);
});
