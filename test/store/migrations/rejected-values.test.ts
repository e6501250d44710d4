import { createStore } from '../../../src/store';
import { applyMigrations } from '../../../src/store/migrations/migrate';
import { answerWith, minute, runOf } from '../test-store';
import { useSchemaBefore } from './use-schema-before';

const MIGRATION = '20260109000000_rejected_values';

const schema = useSchemaBefore(MIGRATION);

test('rejected rows from before the migration are folded, and later observations count in the same rows', async () => {
  const payout = { offerId: '1', field: 'payout', reason: 'It is not a number.', raw: '"a\\u0000 é"' };
  const row = { offerId: null, field: null, reason: 'It has no id.', raw: '{}' };
  const observed = [
    ['high', 'batch/1', 3, payout],
    ['full', 'page/1', 9, payout],
    ['high', 'batch/2', 1, payout],
    ['full', 'page/1', 9, row],
  ] as const;
  for (const [index, [workflowId, requestKey, at, value]] of observed.entries()) {
    await schema.client.query(
      `INSERT INTO rejected_rows (workflow_id, run_id, request_key, ordinal, observed_at, offer_id, field, reason, raw)
       VALUES ($1, 'r', $2, $3, $4, $5, $6, $7, $8)`,
      [workflowId, requestKey, index, minute(at), value.offerId, value.field, value.reason, value.raw],
    );
  }
  await schema.client.query(
    `INSERT INTO run_requests (workflow_id, run_id, request_key, purpose, observed_at, met_ids, absent_ids, received,
       new_count, changed_count, paused_count, rejected_count, attempts)
     VALUES ('full', 'r', 'page/1', 'page', $1, '{}', '{}', 2, 0, 0, 0, 2, 1)`,
    [minute(9)],
  );

  await expect(applyMigrations(schema.databaseUrl)).resolves.toContain(MIGRATION);

  const read = async () => {
    const { rows } = await schema.client.query<object>('SELECT * FROM rejected_rows ORDER BY offer_id');
    return rows;
  };
  const first_seen = new Date(minute(1));
  const last_seen = new Date(minute(9));
  const latest = { last_seen, workflow_id: 'full', run_id: 'r', request_key: 'page/1' };
  await expect(read()).resolves.toMatchObject([
    { ...latest, offer_id: '1', field: 'payout', raw: payout.raw, first_seen, count: 3 },
    { ...latest, offer_id: null, field: null, raw: '{}', first_seen: last_seen, count: 1 },
  ]);

  const store = createStore({ databaseUrl: schema.databaseUrl });
  try {
    const answer = answerWith([], { run: runOf('full'), requestKey: 'page/1', rejected: [payout, row] });
    // A retry of a request from before the migration counts nothing; another request does.
    await expect(store.saveAnswer({ ...answer, attempt: 2 })).resolves.toMatchObject({ rejected: 2 });
    await store.saveAnswer({ ...answer, requestKey: 'page/2' });
  } finally {
    await store.close();
  }
  await expect(read()).resolves.toMatchObject([{ count: 4 }, { count: 2 }]);
});
