import { Client } from 'pg';
import { waitForBlockedSessions } from '../../../harness/servers/blocked-statement';
import { beginRun, minute, observedOffer, openTestStore, RUN, type TestStore } from '../test-store';

/** In the order of their bytes. A dictionary has them in the opposite order. */
const [FIRST, LAST] = ['B', 'a'] as const;

const REJECTED = Array.from({ length: 20 }, (_, index) => ({
  offerId: null,
  field: null,
  reason: 'The row has no usable offer_id.',
  raw: `${index}`,
}));

let context: TestStore;
beforeAll(async () => {
  context = await openTestStore({ icuLocale: 'en-US' });
  await context.save([observedOffer(FIRST), observedOffer(LAST)], {
    run: { ...RUN, runId: 'before' },
    rejected: REJECTED,
  });
  await beginRun(context);
  for (const requestKey of ['sweep/1', 'sweep/2']) {
    await context.save([], { purpose: 'sweep', requestKey, observedAt: minute(5), absentIds: [LAST, FIRST] });
  }
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
  const first = `SELECT FROM offers WHERE offer_id = '${FIRST}' FOR UPDATE`;
  const others = `SELECT FROM offers WHERE offer_id <> '${FIRST}' FOR UPDATE SKIP LOCKED`;
  await expect(countUnlocked(first, others, write)).resolves.toBe(1);
});

test('saving an answer locks rejected values in the order of their keys', async () => {
  const first = 'SELECT FROM rejected_rows ORDER BY key LIMIT 1 FOR UPDATE';
  const others = 'SELECT FROM rejected_rows FOR UPDATE SKIP LOCKED';
  const write = () => context.save([], { requestKey: 'batch/9', rejected: REJECTED });
  await expect(countUnlocked(first, others, write)).resolves.toBe(REJECTED.length);
});

test('attempts of a request that overlap count a rejected value once', async () => {
  const rejected = [{ ...REJECTED[0]!, raw: 'overlapping' }];
  const offer = `SELECT FROM offers WHERE offer_id = '${FIRST}' FOR UPDATE`;
  // None of them sees the request of another when it starts.
  const write = () =>
    Promise.all(
      [1, 2, 3].map((attempt) =>
        context.save([observedOffer(FIRST)], {
          requestKey: 'batch/10',
          observedAt: minute(10 + attempt),
          attempt,
          rejected,
        }),
      ),
    );
  await countUnlocked(offer, offer, write, 3);
  const { rows } = await context.pool.query(`SELECT count FROM rejected_rows WHERE raw = 'overlapping'`);
  expect(rows).toEqual([{ count: 1 }]);
});

/**
 * Runs a write that waits for the rows that `lock` selects, and counts the rows that `others` can lock meanwhile (with
 * the rows of `lock`, if it selects them too).
 */
async function countUnlocked(
  lock: string,
  others: string,
  write: () => Promise<unknown>,
  waiting = 1,
): Promise<number | null> {
  const holder = new Client({ connectionString: context.databaseUrl });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query(lock);
    const writing = write();
    await waitForBlockedSessions(context.pool, waiting);
    const { rowCount } = await holder.query(others);
    await holder.query('ROLLBACK');
    await writing;
    return rowCount;
  } finally {
    await holder.end();
  }
}
