import { createOfferTotals } from '../../src/store/offer-totals';
import { answerWith, lendStore, readOffer, type LentStore } from './with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

const add = (id: string) => lent.store.saveAnswer(answerWith([readOffer(id)], { requestKey: id }));

/** What the planner believes of the table's size, which is what counts. */
async function pretendSize(rows: number): Promise<void> {
  await lent.pool.query(`UPDATE pg_class SET reltuples = $1 WHERE oid = 'offers'::regclass`, [rows]);
}

test('a mirror that is not large is counted each time', async () => {
  const count = createOfferTotals(lent.pool, () => 0);
  await add('1');
  await expect(count('true', [])).resolves.toBe(1);
  await add('2');
  await expect(count('true', [])).resolves.toBe(2);
  await expect(count('offer_id = $1', ['2'])).resolves.toBe(1);
});

test('in a large mirror a count is used again for a while, and then once more while it is made anew', async () => {
  await pretendSize(1_000_000);
  let nowMs = 0;
  const count = createOfferTotals(lent.pool, () => nowMs);
  await add('1');
  await expect(count('true', [])).resolves.toBe(1);
  await add('2');
  nowMs = 14_000;
  await expect(count('true', [])).resolves.toBe(1);
  nowMs = 16_000;
  await expect(count('true', [])).resolves.toBe(1);
  const deadline = Date.now() + 10_000;
  while ((await count('true', [])) === 1 && Date.now() < deadline) await new Promise(setImmediate);
  await expect(count('true', [])).resolves.toBe(2);
});

test('the same question asked at once is counted once', async () => {
  const asked: string[] = [];
  const pool = lent.pool;
  const watched = Object.assign(Object.create(pool) as typeof pool, {
    query: (sql: string, values: unknown[]) => {
      asked.push(sql);
      return pool.query(sql, values);
    },
  });
  const count = createOfferTotals(watched, () => 0);
  await expect(Promise.all([count('true', []), count('true', []), count('true', [])])).resolves.toEqual([
    0, 0, 0,
  ]);
  expect(asked).toHaveLength(1);
});
