import { Client } from 'pg';
import { beginRun, minute, observedOffer, openTestStore, RUN, type TestStore } from '../test-store';

/** In the order of their bytes. A dictionary has them in the opposite order. */
const [FIRST, LAST] = ['B', 'a'] as const;

let context: TestStore;
beforeAll(async () => {
  context = await openTestStore({ icuLocale: 'en-US' });
  await context.save([observedOffer(FIRST), observedOffer(LAST)], { run: { ...RUN, runId: 'before' } });
  await beginRun(context);
  await context.save([], {
    purpose: 'sweep',
    requestKey: 'sweep/1',
    observedAt: minute(5),
    absentIds: [LAST, FIRST],
  });
});
afterAll(() => context.close());

test('the database sorts texts as a dictionary does', async () => {
  const { rows } = await context.pool.query('SELECT $1::text < $2::text AS sorted', [LAST, FIRST]);
  expect(rows).toEqual([{ sorted: true }]);
});

test.each<[string, () => Promise<unknown>]>([
  [
    'saving an answer',
    () => context.save([observedOffer(LAST), observedOffer(FIRST)], { observedAt: minute(1) }),
  ],
  [
    'marking missing offers',
    () => context.store.markMissing({ run: RUN, maxShare: 1, allowMassRemoval: true }),
  ],
])('%s locks offers in the order of their bytes, also under an ICU collation', async (_, write) => {
  const holder = new Client({ connectionString: context.databaseUrl });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM offers WHERE offer_id = $1 FOR UPDATE', [FIRST]);
    const writing = write();
    await waitForBlocked();
    // The write waits for its first offer, so it holds no lock on another one.
    const { rowCount } = await holder.query('SELECT FROM offers WHERE offer_id = $1 FOR UPDATE SKIP LOCKED', [
      LAST,
    ]);
    await holder.query('ROLLBACK');
    await writing;
    expect(rowCount).toBe(1);
  } finally {
    await holder.end();
  }
});

async function waitForBlocked(): Promise<void> {
  const blocked = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  const deadline = Date.now() + 10_000;
  while ((await context.pool.query(blocked)).rowCount === 0) {
    if (Date.now() > deadline) throw new Error('The write did not wait for the lock.');
  }
}
