import type { Pool } from 'pg';
import { createOfferLists } from '../../../src/store/offers/list';
import { useTestStore } from '../test-store';
import { converted, DAY, fold, HOUR, instantOf, learn, liveRun, MINUTE, saveRun, START } from './live';

const context = useTestStore();

const NOW = START + 3 * DAY;

const list = (query = {}) => context.store.listOffers({ limit: 500, ...query });

test('an offer has its rate, its usual gap, its silence, and how rare that is', async () => {
  await liveRun(context, NOW - 2 * MINUTE, [converted('7', NOW - 3 * MINUTE, NOW - 2 * MINUTE)]);
  await learn(context, ['7'], { gap: 5 * MINUTE, until: NOW });
  await liveRun(context, NOW + 40 * MINUTE, [converted('7', NOW - 1, NOW + 40 * MINUTE)]);

  // The age counts on with the database's clock, so that two reads may differ in it.
  const { lastConversionAgeSeconds, ...offer } = (await context.store.readOffer('7'))!;
  expect(lastConversionAgeSeconds).toBeGreaterThan(0);
  expect(offer.conversionsPerHour).toBeGreaterThan(8);
  expect(offer.conversionsPerHour).toBeLessThan(16);
  expect(offer.usualGapSeconds! / (5 * MINUTE)).toBeGreaterThan(0.8);
  expect(offer.usualGapSeconds! / (5 * MINUTE)).toBeLessThan(1.25);
  expect(offer.silentForSeconds).toBeGreaterThan(38 * MINUTE);
  expect(offer.silentForSeconds).toBeLessThan(42 * MINUTE);
  expect(offer.onceIn).toBeGreaterThan(2 * HOUR);
  expect(offer.observations).toBeGreaterThan(300);
  expect(offer.score).toBeLessThan(offer.conversionsPerHour!);
  expect((await list()).offers).toMatchObject([offer]);
  const { offers: texts } = await context.store.listOffersJson({ limit: 500 });
  expect(texts.map((text) => JSON.parse(text) as unknown)).toMatchObject([offer]);
});

test('too few conversions have a score, and no rhythm; an offer that never converted has neither', async () => {
  await liveRun(context, NOW, [converted('1', NOW - 90, NOW), converted('2', null, NOW)]);
  const { offers } = await list();
  const unknown = { conversionsPerHour: null, usualGapSeconds: null, onceIn: null };
  expect(offers[0]).toMatchObject({ ...unknown, observations: 1, silentForSeconds: 60 });
  expect(offers[0]!.score).toBeGreaterThan(0);
  expect(offers[1]).toMatchObject({ ...unknown, observations: 0, silentForSeconds: null, score: null });
});

test('a first conversion that happened while the network answered has a finite score', async () => {
  const { store } = context;
  const run = await saveRun(context, NOW, []);
  const lastConversion = { raw: '0s', ageSeconds: 0, precisionSeconds: 1 };
  await context.save([converted('1', NOW, NOW, { lastConversion })], {
    run,
    observedAt: instantOf(NOW),
    answeredWithinMs: 20_000,
  });
  await fold(context, run);
  const { score } = (await store.readOffer('1'))!;
  expect(score).toBeGreaterThan(0);
});

test('a first conversion of which only days are known starts no rhythm', async () => {
  const lastConversion = { raw: '1d+', ageSeconds: DAY, precisionSeconds: 3_650 * DAY };
  await liveRun(context, NOW, [converted('1', null, NOW, { lastConversion })]);
  await expect(context.store.readOffer('1')).resolves.toMatchObject({ observations: 0, score: null });
});

test('an offer that is not Active has its usual gap, and no score until it is Active and observed again', async () => {
  const look = (at: number, status: 'Active' | 'Paused') =>
    liveRun(context, at, [converted('1', NOW - 70, at, { status })]);
  await look(NOW - 2, 'Active');
  await learn(context, ['1'], { gap: 5 * MINUTE, until: NOW });
  await look(NOW + MINUTE, 'Paused');
  const paused = await context.store.readOffer('1');
  expect(paused).toMatchObject({ score: null, conversionsPerHour: null, silentForSeconds: null });
  expect(paused!.usualGapSeconds).toBeGreaterThan(4 * MINUTE);

  await look(NOW + 3 * MINUTE, 'Active');
  const active = (await context.store.readOffer('1'))!;
  expect(active.score).toBeGreaterThan(1);
  expect(active.onceIn).toBeNull();
});

test('an offer that paused has no score at once, and is sorted accordingly, also before its rhythm is judged', async () => {
  await liveRun(context, NOW, [converted('1', NOW - 90, NOW), converted('2', NOW - 90, NOW)]);
  const run = await saveRun(context, NOW + MINUTE, []);
  await context.save([converted('1', NOW - 90, NOW + MINUTE, { status: 'Paused' })], {
    run,
    observedAt: instantOf(NOW + MINUTE),
  });
  await expect(context.pool.query(`SELECT FROM offer_rhythms WHERE score IS NULL`)).resolves.toMatchObject({
    rowCount: 0,
  });

  const sort = { sortBy: 'score', sortOrder: 'asc' } as const;
  const { offers } = await list(sort);
  expect(offers.map(({ offerId, score }) => [offerId, score === null])).toEqual([
    ['2', false],
    ['1', true],
  ]);
  await expect(context.store.readOffer('1')).resolves.toMatchObject({ score: null, observations: 1 });
  await expect(list({ ...sort, filters: { status: 'Paused' } })).resolves.toMatchObject({
    offers: [{ offerId: '1' }],
  });
  await expect(list({ ...sort, filters: { status: 'Active' } })).resolves.toMatchObject({
    offers: [{ offerId: '2' }],
  });
});

test('the spark has the conversions seen in each of the last 24 hours', async () => {
  const { pool } = context;
  await liveRun(context, NOW, [converted('1', NOW, NOW), converted('2', NOW, NOW)]);
  await pool.query('DELETE FROM history.conversions_seen');
  await pool.query(
    `INSERT INTO history.conversions_seen (offer_id, hour, seen)
     SELECT '2', date_trunc('hour', now(), 'UTC') - ago * interval '1 hour', 100 - ago
     FROM generate_series(-2, 24) AS hours (ago) WHERE ago NOT BETWEEN 10 AND 12`,
  );
  const [first, second] = (await list()).offers;
  expect(first!.spark).toEqual(new Array(24).fill(0));
  // The next hour may have begun since.
  const present = second!.spark.at(-1)!;
  expect([100, 101]).toContain(present);
  const seen = Array.from({ length: 24 }, (_, index) => present - 23 + index);
  expect(second!.spark).toEqual(seen.map((count) => (count >= 88 && count <= 90 ? 0 : count)));
});

test('sorted by score: fast offers first, one that has stopped below them, then those without a score, in pages', async () => {
  const gaps = { a: 2, b: 6, c: 15, d: 2, e: 40 };
  const offerIds = [...Object.keys(gaps), 'never', 'paused'];
  const look = (at: number) =>
    liveRun(
      context,
      at,
      offerIds.map((offerId) =>
        converted(offerId, offerId === 'never' ? null : offerId === 'd' ? NOW - 60 : at - 60, at, {
          status: offerId === 'paused' && at > NOW ? 'Paused' : 'Active',
        }),
      ),
    );
  await look(NOW - 60);
  for (const [offerId, minutes] of Object.entries(gaps))
    await learn(context, [offerId], { gap: minutes * MINUTE, until: NOW });
  const scoreOf = async (offerId: string) => (await context.store.readOffer(offerId))!.score!;
  await look(NOW + MINUTE);
  const before = await scoreOf('d');
  await look(NOW + 14 * MINUTE);
  expect(await scoreOf('d')).toBeLessThan(before / 2);
  await look(NOW + 2 * HOUR);

  const sort = { sortBy: 'score', sortOrder: 'desc' } as const;
  const { offers } = await list(sort);
  const ids = offers.map(({ offerId }) => offerId);
  expect(ids).toEqual(['a', 'b', 'c', 'e', 'd', 'paused', 'never']);
  expect(offers.find(({ offerId }) => offerId === 'd')!.score).toBeLessThan(0.5);
  const inPages: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await list({ ...sort, limit: 2, cursor });
    inPages.push(...page.offers.map(({ offerId }) => offerId));
    cursor = page.nextCursor;
  }
  expect(inPages).toEqual(ids);
  const ascending = (await list({ sortBy: 'score' })).offers.map(({ offerId }) => offerId);
  expect(ascending).toEqual(['d', 'e', 'c', 'b', 'a', 'never', 'paused']);
});

test('offers with a value to sort by and those without are of the same moment: one statement reads both', async () => {
  await liveRun(context, NOW, [converted('1', NOW - 90, NOW), converted('2', null, NOW)]);
  const statements: string[] = [];
  const pool = Object.assign(Object.create(context.pool) as Pool, {
    query: (sql: string | object, values?: unknown[]) => {
      if (typeof sql === 'string') statements.push(sql);
      return context.pool.query(sql as string, values);
    },
  });
  for (const sortBy of ['payout', 'lastConversionAt', 'score'] as const) {
    const { offers } = await createOfferLists(pool).listOffers({ sortBy, limit: 100 });
    expect(offers).toHaveLength(2);
  }
  expect(statements.filter((sql) => sql.includes('ORDER BY'))).toHaveLength(3);
});
