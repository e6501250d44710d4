import type { Pool } from 'pg';
import { poll } from '../../../harness/poll';
import { createOfferTotals } from '../../../src/store/offers/totals';
import { answerWith, lendStore, readOffer, type LentStore } from '../with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

const add = (id: string) => lent.store.saveAnswer(answerWith([readOffer(id)], { requestKey: id }));

const exactly = (total: number) => ({ total, isEstimate: false });

/** What the database believes of the table's size, which is what counts. */
async function pretendSize(rows: number): Promise<void> {
  await lent.pool.query(`UPDATE pg_class SET reltuples = $1 WHERE oid = 'offers'::regclass`, [rows]);
}

/** The pool, with every count noted, and held back until it is let go. */
function watchCounts({ isHeld = false } = {}) {
  const counts: string[] = [];
  let letGo: () => void = () => undefined;
  const gate = isHeld ? new Promise<void>((resolve) => (letGo = resolve)) : Promise.resolve();
  const watched = Object.assign(Object.create(lent.pool) as Pool, {
    query: async (sql: string, values: unknown[]) => {
      if (sql.includes('count(*)')) {
        counts.push(sql);
        await gate;
      }
      return lent.pool.query(sql, values);
    },
  });
  return { watched, counts, letGo: () => letGo() };
}

test('a mirror that is not large is counted each time', async () => {
  const count = createOfferTotals(lent.pool, () => 0);
  await add('1');
  await expect(count('true', [])).resolves.toEqual(exactly(1));
  await add('2');
  await expect(count('true', [])).resolves.toEqual(exactly(2));
  await expect(count('offer_id = $1', ['2'])).resolves.toEqual(exactly(1));
});

test('a mirror that is not large is never estimated, however long counting takes', async () => {
  const { watched, letGo } = watchCounts({ isHeld: true });
  await add('1');
  const asked = createOfferTotals(watched, () => 0)('true', [], 1);
  setTimeout(letGo, 100);
  await expect(asked).resolves.toEqual(exactly(1));
});

test('in a large mirror a count is used again for a while, and then once more while it is made anew', async () => {
  await pretendSize(1_000_000);
  let nowMs = 0;
  const count = createOfferTotals(lent.pool, () => nowMs);
  await add('1');
  await expect(count('true', [])).resolves.toEqual(exactly(1));
  await add('2');
  nowMs = 14_000;
  await expect(count('true', [])).resolves.toEqual(exactly(1));
  nowMs = 16_000;
  await expect(count('true', [])).resolves.toEqual(exactly(1));
  await poll('the new count is told', async () => (await count('true', [])).total === 2);
});

test('the longer a count took, the longer it is used again', async () => {
  await pretendSize(1_000_000);
  const { watched, counts } = watchCounts();
  let nowMs = 0;
  const slow = Object.assign(Object.create(watched) as Pool, {
    query: async (sql: string, values: unknown[]) => {
      const answer = await watched.query(sql, values);
      if (sql.includes('count(*)')) nowMs += 1_000;
      return answer;
    },
  });
  const count = createOfferTotals(slow, () => nowMs);
  await count('true', []);
  nowMs = 299_000;
  await count('true', []);
  expect(counts).toHaveLength(1);
  nowMs = 302_000;
  await count('true', []);
  expect(counts).toHaveLength(2);
});

test('a large mirror is estimated where nobody has the time to count it, and counted for who asks next', async () => {
  for (const id of ['1', '2', '3']) await add(id);
  await lent.pool.query('ANALYZE offers');
  await pretendSize(1_000_000);
  const { watched, counts, letGo } = watchCounts({ isHeld: true });
  const count = createOfferTotals(watched, () => 0);

  const estimated = await count('true', [], 5);
  expect(estimated.isEstimate).toBe(true);
  expect(estimated.total).toBeGreaterThan(3);
  await expect(count('offer_id = $1', ['2'], 5)).resolves.toMatchObject({ isEstimate: true });
  letGo();
  await poll('it has been counted', async () => !(await count('true', [], 5)).isEstimate);
  await expect(count('true', [], 5)).resolves.toEqual(exactly(3));
  await expect(count('offer_id = $1', ['2'])).resolves.toEqual(exactly(1));
  expect(counts).toHaveLength(2);
});

test('in a large mirror where many wait to be counted, others are estimated, and not counted later', async () => {
  await pretendSize(1_000_000);
  const { watched, counts, letGo } = watchCounts({ isHeld: true });
  const count = createOfferTotals(watched, () => 0);
  const searches = Array.from({ length: 100 }, (_, index) => String(index));

  for (const id of searches) expect((await count('offer_id = $1', [id], 1)).isEstimate).toBe(true);
  const patient = count('true', []);
  letGo();

  await expect(patient).resolves.toEqual(exactly(0));
  expect(counts).toHaveLength(21);
});

test('in a large mirror one question is counted at a time', async () => {
  await pretendSize(1_000_000);
  const { watched, counts, letGo } = watchCounts({ isHeld: true });
  const count = createOfferTotals(watched, () => 0);
  const asked = Promise.all(['1', '2', '3'].map((id) => count('offer_id = $1', [id])));
  await poll('the first is being counted', () => counts.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(counts).toHaveLength(1);
  letGo();
  await expect(asked).resolves.toEqual([exactly(0), exactly(0), exactly(0)]);
  expect(counts).toHaveLength(3);
});

test('a count that fails fails for who waits for it, and for nobody else', async () => {
  await pretendSize(1_000_000);
  const count = createOfferTotals(lent.pool, () => 0);
  const failing = count('offer_id = $1::int', ['x']);
  const next = count('true', []);
  await expect(failing).rejects.toThrow('integer');
  await expect(next).resolves.toEqual(exactly(0));
});

test('the same question asked at once is counted once', async () => {
  const { watched, counts } = watchCounts();
  const count = createOfferTotals(watched, () => 0);
  const asked = [count('true', []), count('true', []), count('true', [])];
  await expect(Promise.all(asked)).resolves.toEqual([exactly(0), exactly(0), exactly(0)]);
  expect(counts).toHaveLength(1);
});
