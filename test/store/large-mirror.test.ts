import type { Pool } from 'pg';
import { fillMirror, FILL_VALUES } from '../../harness/mirror/fill';
import { createTestDatabase, runSql, type TestDatabase } from '../../harness/servers/database';
import { OFFER_SORTS, type OfferSort } from '../../src/store';
import { type Database, openDatabase } from '../../src/store/database';
import { readOfferFacets } from '../../src/store/offers/facets';
import { createParameters, describeFilters, type OfferFilters } from '../../src/store/offers/filters';
import { createOfferLists, type OfferQuery } from '../../src/store/offers/list';

const OFFERS = 60_000;

/** `ANALYZE` reads this many rows for each unit of the statistics target. */
const ROWS_SAMPLED_PER_TARGET = 300;

/**
 * Database pages that one page of the list may read, of the 7,500 of the mirror. Good plans read up to 294, and not always as
 * many: the planner chooses between plans of nearly the same cost.
 */
const MAX_PAGES = 600;

/**
 * Of an order by score: up to 1,850 in good plans. Each offer with a score that is considered costs a look into its row, also if
 * the filters do not match it.
 */
const MAX_PAGES_BY_SCORE = 2_500;

const maxPages = ({ sortBy }: { sortBy: OfferSort }) => (sortBy === 'score' ? MAX_PAGES_BY_SCORE : MAX_PAGES);

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await fillMirror(testDatabase.databaseUrl, OFFERS, { withRhythms: true });
  // Statistics of all rows instead of a random sample, which differs from run to run and with it the plan at the margin.
  await runSql(
    testDatabase.databaseUrl,
    `ALTER TABLE offers SET (autovacuum_enabled = false);
     ALTER TABLE offer_names SET (autovacuum_enabled = false);
     SET default_statistics_target = ${OFFERS / ROWS_SAMPLED_PER_TARGET};
     ANALYZE offers, offer_names`,
  );
  database = openDatabase({ ...testDatabase, connections: 2, statementTimeoutMs: 30_000 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
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

/** A pool that explains the statements for pages of the list before it runs them. */
function explaining(options: string, onPlan: (plan: Plan) => void): Pool {
  return Object.assign(Object.create(database.pool) as Pool, {
    // The page of the list is the only statement of it without a name and with an order.
    query: async (sql: string | { text: string }, values: unknown[]) => {
      if (typeof sql === 'string' && sql.includes('ORDER BY')) onPlan(await explain(sql, values, options));
      return database.pool.query(sql, values);
    },
  });
}

/** Lists offers and returns how many database pages that read, without the count. */
async function listAndMeasure(query: OfferQuery): Promise<{ offers: number; pages: number }> {
  let pages = 0;
  const pool = explaining('ANALYZE, BUFFERS,', (plan) => {
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  });
  const { offers } = await createOfferLists(pool).listOffersJson(query);
  return { offers: offers.length, pages };
}

test.each<OfferFilters>([
  { country: 'PT' },
  { status: 'Blocked' },
  { priority: 'HIGH' },
  { priority: 'LOW' },
  { payoutMin: 9 },
  { currency: 'EUR' },
  { currency: 'USD', payoutMin: 9 },
  { convertedWithinSeconds: 2 * 86_400 },
  { country: 'PT', status: 'Active' },
  { country: 'PT', vertical: 'Games', flow: 'MO' },
  { vertical: 'games', priority: 'HIGH' },
  { country: ['pt', 'es', 'br'] },
])('the planner expects about as many offers as match %j', async (filters) => {
  const { values, add } = createParameters();
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

test.each(EVERY_ORDER)('a page of the whole mirror reads few database pages, sorted by %j', async (order) => {
  const { offers, pages } = await listAndMeasure({ ...order, limit: 20 });
  expect(offers).toBe(20);
  expect(pages).toBeLessThan(maxPages(order));
});

test.each(EVERY_ORDER)('a page of HIGH offers reads few database pages, sorted by %j', async (order) => {
  const { offers, pages } = await listAndMeasure({ ...order, limit: 20, filters: { priority: 'HIGH' } });
  expect(offers).toBe(20);
  expect(pages).toBeLessThan(maxPages(order));
});

/** Filters, and how many offers match at least, up to a page. */
const FILTERS: [OfferFilters, number][] = [
  [{ status: 'Unknown' }, 0],
  [{ status: ['Blocked', 'Unknown'], country: 'PT,es', vertical: 'games' }, 20],
  [{ currency: 'brl' }, 1],
  [{ country: 'pt', vertical: ['games', 'Video'], flow: 'mo', carrier: 'mtn, WIFI' }, 20],
  [{ currency: ['EUR', 'BRL'], payoutMin: 5 }, 20],
  [{ ids: ['1004', '1008', '1009', '1010', '1011', '200000'] }, 1],
  [{ leftActiveSince: '2026-01-01' }, 0],
  [{ currency: 'EUR', payoutMin: 5 }, 20],
  [{ country: 'PT', vertical: 'Games', flow: 'MO' }, 20],
  [{ capLeftMin: 40 }, 20],
  [{ country: 'PT', vertical: 'Games', flow: 'MO', capLeftMin: 60 }, 20],
  [{ country: 'PT', vertical: 'Games', carrier: 'MTN', flow: 'MO', status: 'Active' }, 10],
  [{ country: ['PT', 'ES'] }, 20],
  [{ status: 'Paused' }, 20],
  [{ vertical: 'Games' }, 20],
  [{ priority: 'LOW' }, 20],
  [{ search: 'ringtones' }, 20],
  [{ search: '2345' }, 20],
  [{ search: 'zzzz' }, 0],
  [{ payoutMin: 9.5 }, 20],
  [{ convertedWithinSeconds: 1_800 }, 10],
  [{ convertedWithinSeconds: 2 * 86_400 }, 20],
  [{ country: 'PT', status: 'Active' }, 20],
  [{ vertical: 'Games', priority: 'HIGH' }, 20],
  [{ flow: 'MO', payoutMin: 9 }, 20],
  [{ country: 'ES', status: 'Paused', carrier: 'MTN', payoutMin: 5 }, 20],
  [{ country: 'BR', priority: 'HIGH', search: 'ringtones' }, 5],
  [{ country: 'PT', status: 'Blocked', vertical: 'Games', carrier: 'MTN', flow: 'MO' }, 0],
];
test.each(FILTERS)(
  'a page of the offers that match %j reads few database pages in every order',
  async (filters, atLeast) => {
    for (const order of EVERY_ORDER) {
      const { offers, pages } = await listAndMeasure({ ...order, limit: 20, filters });
      const tooMany = pages < maxPages(order) ? 0 : pages;
      expect({ order, isEnough: offers >= atLeast, tooMany }).toEqual({ order, isEnough: true, tooMany: 0 });
    }
  },
);

test('an unknown value is recognized by a few index entries', async () => {
  const read: number[] = [];
  const pool = Object.assign(Object.create(database.pool) as Pool, {
    query: async (sql: string, values: unknown[]) => {
      const plan = await explain(sql, values, 'ANALYZE, BUFFERS,');
      read.push(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']);
      return database.pool.query(sql, values);
    },
  });
  const { listOffers: list } = createOfferLists(pool);
  const filters = { country: 'PT,XX', vertical: 'games', carrier: 'mtn, wifi', flow: 'MO', currency: 'usd' };
  await expect(list({ limit: 20, filters })).rejects.toThrow(
    /^No offer has the country "XX"\. Values: BR, CI/,
  );
  expect(read).toHaveLength(2);
  expect(Math.max(...read)).toBeLessThan(100);
});

test('the values of the filters are read from a few index entries, and not counted', async () => {
  const { pool } = database;
  let read = 0;
  const explained = Object.assign(Object.create(pool) as Pool, {
    query: async (sql: string, values: unknown[] = []) => {
      const plan = await explain(sql, values, 'ANALYZE, BUFFERS,');
      read += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      return pool.query(sql, values);
    },
  });
  const facets = await readOfferFacets(explained, { country: 'PT' });
  expect(facets.flow).toEqual([...FILL_VALUES.FLOWS].sort().map((value) => ({ value, offers: null })));
  expect(facets.country).toHaveLength(FILL_VALUES.COUNTRIES.length);
  expect(read).toBeLessThan(MAX_PAGES);
});

test.each(['listOffers', 'listOffersJson'] as const)('%s sorts rows before it formats them', async (name) => {
  const sorted: Plan[] = [];
  const collect = (plan: Plan) => {
    if (plan['Node Type'] === 'Sort' && plan.Plans?.[0]?.['Node Type'] !== 'Subquery Scan') sorted.push(plan);
    plan.Plans?.forEach(collect);
  };
  const lists = createOfferLists(explaining('VERBOSE,', collect));
  await lists[name]({ limit: 20, filters: { country: 'PT', vertical: 'Games', flow: 'MO' } });
  expect(sorted).not.toEqual([]);
  expect(
    sorted.flatMap(({ Output }) => Output).filter((column) => /to_char|SubPlan/.test(column ?? '')),
  ).toEqual([]);
});

test('a page of a large mirror has an estimated total, unless it contains all matches', async () => {
  const { listOffers: list } = createOfferLists(database.pool);
  const { total, totalIsEstimate } = await list({ limit: 1 });
  expect(totalIsEstimate).toBe(true);
  expect(total).toBeGreaterThan(OFFERS / 2);
  expect(total).toBeLessThan(OFFERS * 2);

  const filters = { search: '1005' };
  const first = await list({ limit: 500, filters });
  expect(first.nextCursor).toBeNull();
  expect(first).toMatchObject({ total: first.offers.length, totalIsEstimate: false });
  const partial = await list({ limit: first.offers.length - 1, filters });
  expect(partial.total).toBeGreaterThanOrEqual(first.offers.length);
  expect(partial.totalIsEstimate).toBe(true);
});

test('so does a page by score of a new mirror, where no offer has one', async () => {
  await database.pool.query('TRUNCATE offer_rhythms, rhythm_states');
  await database.pool.query('ANALYZE offer_rhythms, rhythm_states');
  for (const [filters, atLeast] of [[{}, 20], ...FILTERS] as typeof FILTERS)
    for (const sortOrder of ['asc', 'desc'] as const) {
      const { offers, pages } = await listAndMeasure({ sortBy: 'score', sortOrder, limit: 20, filters });
      const tooMany = pages < MAX_PAGES ? 0 : pages;
      expect({ filters, isEnough: offers >= atLeast, tooMany }).toEqual({
        filters,
        isEnough: true,
        tooMany: 0,
      });
    }
});
