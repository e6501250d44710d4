import { beginRun, finishRun, minute, runOf, useTestStore } from '../test-store';

const context = useTestStore();

test('pruning deletes old HIGH and refresh runs, rejected rows and orphaned requests, and nothing else', async () => {
  const { store, pool } = context;
  const rejectedIn = (raw: string) => ({ offerId: null, field: null, reason: 'It has no id.', raw });
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
    const run = runOf(workflowId);
    await beginRun(context, { run, kind });
    if (status !== 'running') await finishRun(context, { run, status });
    const observedAt = workflowId === 'young' ? await store.readClock() : minute(0);
    const rejected = [rejectedIn(workflowId), rejectedIn('in every run')];
    await context.save([], { run, rejected, observedAt });
  }
  await pool.query(`UPDATE sync_runs SET started_at = '2026-01-05T10:00:00Z' WHERE workflow_id <> 'young'`);
  await store.pruneRuns({ olderThanSeconds: 3600 });

  const names = async (table: string, column = 'workflow_id') => {
    const { rows } = await pool.query<{ name: string }>(`SELECT ${column} AS name FROM ${table} ORDER BY 1`);
    return rows.map(({ name }) => name);
  };
  await expect(names('sync_runs')).resolves.toEqual(['full', 'running', 'young']);
  await expect(names('rejected_rows', 'raw')).resolves.toEqual(['in every run', 'young']);
  await expect(names('run_requests')).resolves.toEqual(['running', 'young']);
});

test('pruning keeps the last completed HIGH, which says how old the mirror is', async () => {
  const { store, pool } = context;
  for (const [workflowId, status] of [
    ['first', 'completed'],
    ['last-good', 'completed'],
    ['failed', 'failed'],
  ] as const) {
    await beginRun(context, { run: runOf(workflowId), kind: 'high' });
    await finishRun(context, { run: runOf(workflowId), status });
    await pool.query(`UPDATE sync_runs SET started_at = started_at - interval '2 days'`);
  }
  for (let times = 0; times < 2; times += 1) await store.pruneRuns({ olderThanSeconds: 3600 });
  const { rows } = await pool.query('SELECT workflow_id FROM sync_runs');
  expect(rows).toEqual([{ workflow_id: 'last-good' }]);
});

test('pruning keeps the first HIGH while none has completed: since then the mirror has been out of date', async () => {
  const { store, pool } = context;
  for (const workflowId of ['first', 'second']) {
    await beginRun(context, { run: runOf(workflowId), kind: 'high' });
    await finishRun(context, { run: runOf(workflowId), status: 'failed' });
  }
  await pool.query(
    `UPDATE sync_runs SET started_at = started_at - CASE workflow_id WHEN 'first' THEN interval '3 days' ELSE interval '2 days' END`,
  );
  await store.pruneRuns({ olderThanSeconds: 3600 });
  const { rows } = await pool.query('SELECT workflow_id FROM sync_runs');
  expect(rows).toEqual([{ workflow_id: 'first' }]);
});

test('pruning does not wait for a rejected row that is being written', async () => {
  const { store, pool } = context;
  const rejected = ['1', '2'].map((raw) => ({ offerId: null, field: null, reason: 'It has no id.', raw }));
  await context.save([], { rejected, observedAt: minute(0) });
  const writer = await pool.connect();
  try {
    await writer.query(`BEGIN; SELECT FROM rejected_rows WHERE raw = '1' FOR UPDATE`);
    await store.pruneRuns({ olderThanSeconds: 3600 });
    await writer.query('ROLLBACK');
  } finally {
    writer.release();
  }
  const { rows } = await pool.query('SELECT raw FROM rejected_rows');
  expect(rows).toEqual([{ raw: '1' }]);
});
