import type { Pool } from 'pg';
import { fillMirror } from '../../harness/mirror/fill';
import { createTestDatabase, type TestDatabase } from '../../harness/servers/database';
import { type Database, openDatabase } from '../../src/store/database';
import { collectParameters, describeFilters, type OfferFilters } from '../../src/store/offers/filters';
import { createListOffers, OFFER_SORTS, type OfferQuery } from '../../src/store/offers/list';

const OFFERS = 60_000;

/** Pages of the table and its indexes that one page of the list may look at; the whole mirror has 7,500. */
const FEW_PAGES = 300;

let lent: TestDatabase;
let database: Database;
beforeAll(async () => {
  lent = await createTestDatabase();
  await fillMirror(lent.databaseUrl, OFFERS);
  database = openDatabase({ ...lent, connections: 2, statementTimeoutMs: 30_000 });
});
afterAll(async () => {
  await database.close();
  await lent.drop();
});

interface Plan {
  'Node Type': string;
  Output?: string[];
  Plans?: Plan[];
  'Plan Rows': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
}

async function explain(sql: string, values: unknown[], options: string): Promise<Plan> {
  const { rows } = await database.pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    `EXPLAIN (${options} FORMAT JSON) ${sql}`,
    values,
  );
  return rows[0]!['QUERY PLAN'][0]!.Plan;
}

/** A pool whose questions for pages of the list are explained first. */
function explaining(options: string, look: (plan: Plan) => void): Pool {
  return Object.assign(Object.create(database.pool) as Pool, {
    query: async (sql: string, values: unknown[]) => {
      if (sql.includes('ORDER BY')) look(await explain(sql, values, options));
      return database.pool.query(sql, values);
    },
  });
}

/** List offers, and tell how many pages of memory the database looked at for it, without the count. */
async function pagesLookedAt(query: OfferQuery): Promise<{ offers: number; pages: number }> {
  let pages = 0;
  const watched = explaining('ANALYZE, BUFFERS,', (plan) => {
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  });
  const { offers } = await createListOffers(watched, () => 0)(query);
  return { offers: offers.length, pages };
}

test.each<OfferFilters>([
  { country: 'PT' },
  { status: 'Blocked' },
  { priority: 'HIGH' },
  { priority: 'LOW' },
  { payoutMin: 9 },
  { convertedWithinSeconds: 2 * 86_400 },
  { country: 'PT', status: 'Active' },
  { country: 'PT', vertical: 'Games', flow: 'MO' },
  { vertical: 'Games', priority: 'HIGH' },
])('the database expects about as many offers as meet %j', async (filters) => {
  const { values, add } = collectParameters();
  const where = describeFilters(filters, false, { values, add }).join(' AND ');
  const { rows } = await database.pool.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM offers WHERE ${where}`,
    values,
  );
  const expected = (await explain(`SELECT FROM offers WHERE ${where}`, values, ''))['Plan Rows'];
  const { total } = rows[0]!;
  expect(total).toBeGreaterThan(20);
  expect(expected).toBeGreaterThan(total / 3);
  expect(expected).toBeLessThan(total * 3);
});

const EVERY_ORDER = OFFER_SORTS.flatMap((sortBy) => [
  { sortBy, sortOrder: 'asc' as const },
  { sortBy, sortOrder: 'desc' as const },
]);

test.each(EVERY_ORDER)('a page of the whole mirror looks at a few pages of memory, by %j', async (order) => {
  const { offers, pages } = await pagesLookedAt({ ...order, limit: 20 });
  expect(offers).toBe(20);
  expect(pages).toBeLessThan(FEW_PAGES);
});

test.each(EVERY_ORDER)('so does one of the offers that converted of late, by %j', async (order) => {
  const { offers, pages } = await pagesLookedAt({ ...order, limit: 20, filters: { priority: 'HIGH' } });
  expect(offers).toBe(20);
  expect(pages).toBeLessThan(FEW_PAGES);
});

test.each<[OfferFilters, number]>([
  [{ status: 'Unknown' }, 0],
  [{ country: 'XX' }, 0],
  [{ country: 'PT', vertical: 'Games', flow: 'MO' }, 20],
  [{ country: 'PT', vertical: 'Games', carrier: 'MTN', flow: 'MO', status: 'Active' }, 10],
])('so does one of the few that meet %j, in every order', async (filters, atLeast) => {
  for (const order of EVERY_ORDER) {
    const { offers, pages } = await pagesLookedAt({ ...order, limit: 20, filters });
    expect({ order, offers: offers >= Math.min(atLeast, 20) }).toEqual({ order, offers: true });
    expect({ order, pages: pages < FEW_PAGES }).toEqual({ order, pages: true });
  }
});

test('what is sorted is not worded yet', async () => {
  const sorted: Plan[] = [];
  const collect = (plan: Plan) => {
    if (plan['Node Type'] === 'Sort' && plan.Plans?.[0]?.['Node Type'] !== 'Subquery Scan') sorted.push(plan);
    plan.Plans?.forEach(collect);
  };
  const list = createListOffers(explaining('VERBOSE,', collect), () => 0);
  await list({ limit: 20, filters: { country: 'PT', vertical: 'Games', flow: 'MO' } });
  expect(sorted).not.toEqual([]);
  expect(sorted.flatMap(({ Output }) => Output).filter((column) => column?.includes('to_char'))).toEqual([]);
});

test('a page in a large mirror has an estimate where there is no time to count', async () => {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const slow = Object.assign(Object.create(database.pool) as Pool, {
    query: async (sql: string, values: unknown[]) => {
      if (sql.includes('count(*)')) await gate;
      return database.pool.query(sql, values);
    },
  });
  const list = createListOffers(slow, () => 0);
  const { total, totalIsEstimate } = await list({ limit: 1, countWithinMs: 1 });
  letGo();
  expect(totalIsEstimate).toBe(true);
  expect(total).toBeGreaterThan(OFFERS / 2);
  expect(total).toBeLessThan(OFFERS * 2);
  await expect(list({ limit: 1 })).resolves.toMatchObject({ total: OFFERS, totalIsEstimate: false });
});
