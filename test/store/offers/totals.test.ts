import type { Pool } from 'pg';
import { poll } from '../../../harness/poll';
import { createOfferLists } from '../../../src/store/offers/list';
import { createOfferTotals } from '../../../src/store/offers/totals';
import { observedOffer, useTestStore } from '../test-store';

const context = useTestStore();

const add = (id: string) => context.save([observedOffer(id)], { requestKey: id });

const exactly = (total: number) => ({ total, isEstimate: false });

/** Sets the number of offers in the statistics of PostgreSQL, which decide whether the mirror is large. */
async function pretendSize(rows: number): Promise<void> {
  await context.pool.query(`UPDATE pg_class SET reltuples = $1 WHERE oid = 'offers'::regclass`, [rows]);
}

/** The pool, with a record of all statements, which wait until `release` is called. */
function recordStatements() {
  const statements: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const pool = Object.assign(Object.create(context.pool) as Pool, {
    query: async (sql: string, values: unknown[]) => {
      statements.push(sql);
      await gate;
      return context.pool.query(sql, values);
    },
  });
  return { pool, statements, release: () => release() };
}

test('a mirror that is not large is counted for each call', async () => {
  const readTotal = createOfferTotals(context.pool);
  await add('1');
  await expect(readTotal('true', [])).resolves.toEqual(exactly(1));
  await add('2');
  await expect(readTotal('true', [])).resolves.toEqual(exactly(2));
  await expect(readTotal('offer_id = $1', ['2'])).resolves.toEqual(exactly(1));
});

test('a mirror of 50,000 offers is counted, a larger one is estimated', async () => {
  for (const id of ['1', '2', '3']) await add(id);
  await context.pool.query('ANALYZE offers');
  const readTotal = createOfferTotals(context.pool);

  await pretendSize(50_000);
  await expect(readTotal('true', [])).resolves.toEqual(exactly(3));
  await pretendSize(50_001);
  const { total, isEstimate } = await readTotal('true', []);
  expect(isEstimate).toBe(true);
  expect(total).toBeGreaterThan(3);
});

test('in a large mirror the offers are never counted', async () => {
  await pretendSize(1_000_000);
  await add('1');
  // The statement would fail if it was executed.
  await expect(createOfferTotals(context.pool)('1 / (length(offer_id) - 1) > 0', [])).resolves.toMatchObject({
    isEstimate: true,
  });
});

test('a mirror that is large is asked for its size again after ten seconds', async () => {
  let nowMs = 0;
  const readTotal = createOfferTotals(context.pool, () => nowMs);
  await pretendSize(50_001);
  await expect(readTotal('true', [])).resolves.toMatchObject({ isEstimate: true });
  await pretendSize(50_000);
  nowMs = 9_999;
  await expect(readTotal('true', [])).resolves.toMatchObject({ isEstimate: true });
  nowMs = 10_000;
  await expect(readTotal('true', [])).resolves.toEqual(exactly(0));
});

test('a failed count rejects its own caller only', async () => {
  const readTotal = createOfferTotals(context.pool);
  const failing = readTotal('offer_id = $1::int', ['x']);
  const next = readTotal('true', []);
  await expect(failing).rejects.toThrow('integer');
  await expect(next).resolves.toEqual(exactly(0));
});

test('concurrent calls with the same condition share a count', async () => {
  const { pool, statements, release } = recordStatements();
  const readTotal = createOfferTotals(pool);
  const calls = Array.from({ length: 10 }, () => readTotal('true', []));
  expect(statements).toHaveLength(1);
  release();
  await expect(Promise.all(calls)).resolves.toEqual(calls.map(() => exactly(0)));
  // The later callers share a second one, which started after their calls.
  expect(statements).toHaveLength(2);
});

test.each([
  { country: 'PT', atOnce: 2 },
  { country: ['PT', ' pt'], atOnce: 1 },
  { country: 'PT,pt', atOnce: 1 },
])(
  'a page is read while $country is looked up, unless that has to be split: $atOnce at once',
  async ({ country, atOnce }) => {
    await add('1');
    const { pool, statements, release } = recordStatements();
    const listing = createOfferLists(pool).listOffers({ limit: 1, filters: { country } });
    await poll('the value is looked up', () => statements.length > 0);
    expect(statements.map((sql) => /candidate|ORDER BY/.exec(sql)?.[0])).toEqual(
      ['candidate', 'ORDER BY'].slice(0, atOnce),
    );
    release();
    await expect(listing).resolves.toMatchObject({ total: 1, offers: [{ offerId: '1' }] });
  },
);
