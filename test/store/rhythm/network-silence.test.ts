import { poll } from '../../../harness/poll';
import type { RhythmNews } from '../../../src/store/rhythm/fold';
import { useTestStore } from '../test-store';
import { converted, DAY, fold, foldRun, instantOf, learn, liveRun, MINUTE, saveRun, START } from './live';

const context = useTestStore();

const NOW = START + 3 * DAY;
const TICK = 2 * MINUTE;

const OFFERS = Array.from({ length: 30 }, (_, index) => `offer ${index}`);

/** Each offer converts a minute before each tick, apart from the silences, which are given as offer and span. */
async function live(
  from: number,
  to: number,
  isSilent: (offerId: string, at: number) => boolean,
  lastOf: Map<string, number>,
): Promise<(RhythmNews & { at: number })[]> {
  const news: (RhythmNews & { at: number })[] = [];
  for (let at = from; at <= to; at += TICK) {
    for (const offerId of lastOf.keys()) if (!isSilent(offerId, at)) lastOf.set(offerId, at - 60);
    const observed = [...lastOf].map(([offerId, last]) => converted(offerId, last, at));
    news.push(...(await liveRun(context, at, observed)).map((each) => ({ ...each, at })));
  }
  return news;
}

/** Offers with a known rhythm, all of them with an own silence. */
async function prepare(offers = OFFERS, silenceSeconds = 10 * MINUTE): Promise<Map<string, number>> {
  const lastOf = new Map(offers.map((offerId) => [offerId, NOW - TICK]));
  await live(NOW - TICK, NOW - TICK, () => false, lastOf);
  await learn(context, offers, { gap: 3 * MINUTE, until: NOW - 1 });
  await context.store.watchOffers(offers, { silenceSeconds });
  return lastOf;
}

const readSilences = async () => {
  const { rows } = await context.pool.query<{ from: number; to: number | null }>(
    `SELECT extract(epoch FROM started_at)::float8 AS "from", extract(epoch FROM ended_at)::float8 AS "to" FROM network_silences`,
  );
  return rows.map(({ from, to }) => [(from - NOW) / MINUTE, to === null ? null : (to - NOW) / MINUTE]);
};

test('a silence of the whole network starts no stop, also of an offer that was silent in it, and is recorded as one', async () => {
  const lastOf = await prepare();
  const [silentFrom, silentTo] = [NOW + 10 * MINUTE, NOW + 50 * MINUTE];
  const inSilence = (at: number) => at > silentFrom && at <= silentTo;
  const during = await live(NOW, silentTo, (_offerId, at) => inSilence(at), lastOf);
  expect(during).toEqual([]);
  await expect(readSilences()).resolves.toEqual([[10, null]]);

  // One offer stays silent. The time of the network's silence does not count against it.
  const after = await live(silentTo + TICK, NOW + 80 * MINUTE, (offerId) => offerId === OFFERS[4], lastOf);
  await expect(readSilences()).resolves.toEqual([[10, 52]]);
  expect(
    after.map(({ offerId, event, at }) => [offerId, event.kind, event.phase, (at - NOW) / MINUTE]),
  ).toEqual([[OFFERS[4], 'stopped', 'start', 62]]);
});

test('in a small mirror it takes more ticks to find a silence of the network, which begins where it began', async () => {
  // Of 9 offers, some 4 conversions are expected in a tick.
  const lastOf = await prepare(OFFERS.slice(0, 9), 20 * MINUTE);
  const news = await live(NOW, NOW + 50 * MINUTE, (_offerId, at) => at > NOW + 20 * MINUTE, lastOf);
  expect(news).toEqual([]);
  await expect(readSilences()).resolves.toEqual([[20, null]]);
});

test('most offers silent at once are not the whole network: each is a stop', async () => {
  const lastOf = await prepare();
  const isSilent = (offerId: string, at: number) => at > NOW && OFFERS.indexOf(offerId) >= 15;
  const news = await live(NOW, NOW + 20 * MINUTE, isSilent, lastOf);
  await expect(readSilences()).resolves.toEqual([]);
  expect(news.map(({ offerId }) => offerId).toSorted()).toEqual(OFFERS.slice(15).toSorted());
});

test('of two runs that end at once, the second waits, and reports nothing again', async () => {
  const lastOf = await prepare();
  await live(NOW, NOW, () => false, lastOf);
  const at = NOW + 11 * MINUTE;
  const observed = OFFERS.slice(0, 3).map((offerId) => converted(offerId, lastOf.get(offerId)!, at));
  const [high, full] = [await saveRun(context, at, observed), await saveRun(context, at, observed, 'full')];
  const client = await context.pool.connect();
  let second: Promise<RhythmNews[]>;
  try {
    await client.query('BEGIN');
    const first = await foldRun(client, high);
    expect(first.map(({ offerId }) => offerId).toSorted()).toEqual(OFFERS.slice(0, 3));
    second = fold(context, full);
    await poll('the second step waits', async () => {
      const { rowCount } = await client.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rowCount! > 0;
    });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await expect(second).resolves.toEqual([]);
});

test('a reset of the clock moves the times of a rhythm, and nothing else of it', async () => {
  const { pool, store } = context;
  const lastOf = await prepare();
  await live(NOW, NOW + 20 * MINUTE, (offerId, at) => offerId === OFFERS[0] && at > NOW, lastOf);
  const read = async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT state, extract(epoch FROM observed_at)::float8 AS at, extract(epoch FROM conversion_to)::float8 AS "to",
         extract(epoch FROM rescore_at)::float8 AS rescore FROM offer_rhythms JOIN rhythm_states USING (offer_id) WHERE offer_id = $1`,
      [OFFERS[0]],
    );
    return rows[0]!;
  };
  // As if all of it had happened in the future.
  await pool.query(`UPDATE offer_rhythms SET observed_at = observed_at + interval '20 years'`);
  await pool.query(`UPDATE clock_high_water SET latest = $1`, [instantOf(NOW + 20 * MINUTE)]);
  const before = await read();
  await store.resetClock();
  const after = await read();
  const moved = (before.at as number) - (after.at as number);
  expect(moved).toBeGreaterThan(15 * 365 * DAY);
  const shift = (value: unknown): unknown => {
    if (typeof value === 'number') return value > 50 * 365 * DAY ? value - moved : value;
    if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shift(part)]));
  };
  expect(before.state).toMatchObject({ stopped: { limit: 10 * MINUTE } });
  const round = (value: unknown) =>
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'number' ? part.toFixed(3) : part));
  expect(round(after)).toEqual(round(shift(before)));
});
