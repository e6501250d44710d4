import { waitForBlockedSessions } from '../../../harness/servers/blocked-statement';
import { beginRun, observedOffer, RUN, useTestStore } from '../test-store';
import { RULES } from './use-judge';

const context = useTestStore();

test('the end of a run and a late attempt to judge its offers wait for each other without a deadlock', async () => {
  const { pool, save, store } = context;
  await beginRun(context);
  await save([observedOffer('7')], { run: RUN });
  const client = await pool.connect();
  let ended: Promise<unknown>;
  try {
    await client.query('BEGIN');
    await client.query('SELECT FROM sync_runs FOR UPDATE');
    const finished = store.finishRun({ run: RUN, status: 'completed', reasons: [], error: null }, RULES);
    await waitForBlockedSessions(pool, 1);
    ended = Promise.all([finished, store.judgeOffers({ run: RUN, rules: RULES })]);
    await waitForBlockedSessions(pool, 2);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await ended;
  await expect(store.readRun(RUN.workflowId)).resolves.toMatchObject({
    status: 'completed',
    episodesOpened: 0,
  });
});
