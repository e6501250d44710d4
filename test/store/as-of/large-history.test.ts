import { fillMirror } from '../../../harness/mirror/fill';
import { createTestDatabase, runSql, type TestDatabase } from '../../../harness/servers/database';
import { createStore, type PastOfferQuery, type Store } from '../../../src/store';

const OFFERS = 10_000;
const CHANGES = 50_000;

/** What a page may take on a loaded machine, in milliseconds: within the deadline of a read of the API. */
const MAX_MS = 2_000;

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  await fillMirror(database.databaseUrl, OFFERS);
  store = createStore(database);
  // A day of changes, most of them of a filled cap.
  await runSql(
    database.databaseUrl,
    `UPDATE _prisma_migrations SET finished_at = now() - interval '3 days';
     INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
     SELECT id, now() - (hashint4extended(n, 2) & 8191) * interval '9 seconds', false, CASE
         WHEN n % 50 = 0 THEN '{"status": ["Paused", "Active"], "filledCap": [{"kind": "percent", "amount": 3}, {"kind": "percent", "amount": 0}]}'
         WHEN n % 50 < 5 THEN jsonb_build_object('payout', jsonb_build_array((n % 9)::text, (n % 7)::text))
         ELSE jsonb_build_object('filledCap', jsonb_build_array(
           jsonb_build_object('kind', 'percent', 'amount', n % 100), jsonb_build_object('kind', 'percent', 'amount', n % 100 + 1)))
       END::jsonb
     FROM generate_series(1, ${CHANGES}) AS n, (SELECT array_agg(offer_id) AS ids FROM offers) AS mirror,
       LATERAL (SELECT ids[1 + (hashint4extended(n, 1) & 2147483647) % ${OFFERS}] AS id) AS changed;
     -- The history begins with the day of its first row.
     INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
     SELECT min(offer_id), now() - interval '2 days', false, '{"payout": ["1", "2"]}' FROM offers;
     INSERT INTO history.conversions_seen (offer_id, hour, seen, minutes)
     SELECT offer_id, date_trunc('hour', now(), 'UTC') - ago * interval '1 hour', 1, 1::bigint << ago
     FROM conversion_list, generate_series(0, 23) AS ago`,
  );
  await store.maintainHistory({ keepSeconds: 10 * 86_400 });
  await runSql(database.databaseUrl, 'VACUUM ANALYZE history.offer_changes, history.conversions_seen');
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test.each<Omit<PastOfferQuery, 'at' | 'limit'>>([
  {},
  { sortBy: 'payout', sortOrder: 'desc' },
  {
    filters: { status: 'Active', country: 'PT', search: 'club' },
    sortBy: 'lastConversionAt',
    sortOrder: 'desc',
  },
  { onList: true, filters: { priority: 'HIGH' } },
])('a page of the offers of a day ago, before 50,000 changes, is read in time: %j', async (query) => {
  const at = new Date(Date.now() - 22 * 3_600_000).toISOString();
  const times: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const startedAt = performance.now();
    const { offers } = await store.listPastOffers({ ...query, at, limit: 100 });
    times.push(Math.round(performance.now() - startedAt));
    expect(offers.length).toBeGreaterThan(50);
  }
  expect(Math.min(...times)).toBeLessThan(MAX_MS);
});
