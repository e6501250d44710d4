import { applyMigrations, createStore } from '../../../src/store';
import { useSchemaBefore } from '../migrations/use-schema-before';
import { beginRun, finishRun, minute, observedOffer, refreshList, runOf, useTestStore } from '../test-store';

const context = useTestStore();

/** The totals, without those that are 0. */
async function readTotals(store = context.store) {
  const totals = await store.readRunTotals();
  return totals.map((total) => Object.fromEntries(Object.entries(total).filter(([, value]) => value !== 0)));
}

test('a run is counted once, when it is finished, with what it changed', async () => {
  const save = (status: 'Active' | 'Paused', at: number) =>
    context.save([observedOffer('1', { status }), observedOffer('2', { status })], {
      run: runOf('high'),
      observedAt: minute(at),
      requestKey: `batch/${at}`,
    });
  await beginRun(context, { run: runOf('high'), kind: 'high' });
  await save('Active', 1);
  await save('Paused', 2);
  await save('Active', 3);
  await save('Active', 4);
  await expect(readTotals()).resolves.toEqual([]);

  const record = await finishRun(context, { run: runOf('high'), extraRequests: 3, extraRetries: 2 });
  await finishRun(context, { run: runOf('high'), status: 'failed' });

  expect(record).toMatchObject({ offersPaused: 2, offersResumed: 2 });
  await expect(readTotals()).resolves.toEqual([
    {
      kind: 'high',
      status: 'completed',
      runs: 1,
      requests: 7,
      retries: 2,
      offersNew: 2,
      offersChanged: 4,
      offersPaused: 2,
      offersResumed: 2,
    },
  ]);
});

test('an offer whose status was never readable, and a new one, are not Active again', async () => {
  await beginRun(context);
  const { status: _status, ...withoutStatus } = observedOffer('1').offer;
  await context.save([{ offerId: '1', offer: withoutStatus }], { observedAt: minute(1), requestKey: 'a' });
  await context.save([observedOffer('1'), observedOffer('2')], { observedAt: minute(2), requestKey: 'b' });
  await expect(finishRun(context)).resolves.toMatchObject({ offersNew: 2, offersResumed: 0 });
});

test('pruning a run, and a refresh of the list, leave the totals as they are', async () => {
  const { store, pool } = context;
  for (const name of ['1', '2']) {
    await beginRun(context, { run: runOf(name), kind: 'high' });
    await context.save([observedOffer(name)], { run: runOf(name) });
    await finishRun(context, { run: runOf(name) });
  }
  const before = await readTotals();
  expect(before).toMatchObject([{ runs: 2, offersNew: 2 }]);

  await pool.query(`UPDATE sync_runs SET started_at = started_at - interval '1 day'`);
  await store.pruneRuns({ olderThanSeconds: 3600 });
  await refreshList(context);

  // The last completed HIGH is kept.
  await expect(store.listRuns({ kind: 'high', limit: 10 })).resolves.toMatchObject({ runs: [runOf('2')] });
  await expect(readTotals()).resolves.toEqual(before);
});

test('an overdue run is counted as timed out by the run that finishes it', async () => {
  await beginRun(context, { run: runOf('stuck'), deadlineSeconds: -1 });
  await beginRun(context);
  await expect(readTotals()).resolves.toEqual([{ kind: 'full', status: 'timed_out', runs: 1 }]);
});

describe('the migration', () => {
  const schema = useSchemaBefore('20260117000000_run_totals');

  test('counts the runs that are finished, and not the running ones', async () => {
    const insert = (id: number, kind: string, status: string) =>
      schema.client.query(
        `INSERT INTO sync_runs (workflow_id, run_id, kind, trigger, status, params, started_at, deadline_at,
           offers_active_before, requests, offers_gone, list_added)
         VALUES ($1, 'r', $2, 'manual', $3, '{}', now(), now(), 0, 4, NULL, 5)`,
        [`run-${id}`, kind, status],
      );
    await insert(1, 'full', 'completed');
    await insert(2, 'full', 'completed');
    await insert(3, 'full', 'running');
    await insert(4, 'high', 'failed');

    await applyMigrations(schema.databaseUrl);

    const store = createStore({ databaseUrl: schema.databaseUrl });
    try {
      await expect(readTotals(store)).resolves.toEqual([
        { kind: 'full', status: 'completed', runs: 2, requests: 8, listAdded: 10 },
        { kind: 'high', status: 'failed', runs: 1, requests: 4, listAdded: 5 },
      ]);
    } finally {
      await store.close();
    }
  });
});
