import { lastConversionAt } from '../../src/sandbox/catalogue/conversions';
import { createCatalogue } from '../../src/sandbox/catalogue/create-catalogue';
import { meanGapMsOf } from '../../src/sandbox/catalogue/draw-conversion';
import { idOfPosition } from '../../src/sandbox/catalogue/offer-ids';

const NOW = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SEED = 5;
const RANDOM = { seed: SEED, conversions: 'random' } as const;
const SETTINGS = { ...RANDOM, offers: 300, churn: 0, convertingShare: 1 };

/** The conversions from `fromMs` on and before `toMs`, latest first. */
function conversionsIn(position: number, fromMs: number, toMs: number): number[] {
  const conversions: number[] = [];
  for (;;) {
    const atMs = lastConversionAt(RANDOM, position, (conversions.at(-1) ?? toMs) - 1);
    if (atMs < fromMs) return conversions;
    conversions.push(atMs);
  }
}

/** The offers that convert at least every ten minutes. */
const FREQUENT = Array.from({ length: 300 }, (_, position) => position).filter(
  (position) => meanGapMsOf(SEED, position) < 10 * MINUTE_MS,
);

const DAYS = 5;
const HISTORIES = FREQUENT.map((position) => conversionsIn(position, NOW - DAYS * DAY_MS, NOW));

test('two catalogues with one seed have the same conversions, whatever was read before', () => {
  const [one, other] = [createCatalogue(SETTINGS), createCatalogue(SETTINGS)];
  other.listAt(NOW + 9 * DAY_MS, { order: 'Performance' }, 0, 100);
  const truthsOf = (catalogue: typeof one) => catalogue.idsAt(NOW).map((id) => catalogue.truthAt(id, NOW));
  expect(truthsOf(other)).toEqual(truthsOf(one));
  expect(truthsOf(createCatalogue({ ...SETTINGS, seed: 6 }))).not.toEqual(truthsOf(one));
});

test('the last conversion stays the last until the next one', () => {
  for (const position of FREQUENT.slice(0, 20)) {
    const moments = conversionsIn(position, NOW - HOUR_MS, NOW).toReversed();
    for (let atMs = moments[0]!; atMs < NOW; atMs += 7_001) {
      expect(lastConversionAt(RANDOM, position, atMs)).toBe(moments.findLast((moment) => moment <= atMs));
    }
  }
});

test('each offer converts as often on average as with even intervals', () => {
  const shares = HISTORIES.map(
    (history, index) => (history.length * meanGapMsOf(SEED, FREQUENT[index]!)) / (DAYS * DAY_MS),
  );
  expect(shares.length).toBeGreaterThan(30);
  expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeCloseTo(1, 1);
});

test('some offers convert one by one and some in bursts, each of them all day or by day', () => {
  const kinds = HISTORIES.map((history) => {
    const byHour = new Array<number>(24).fill(0);
    const bySpan = new Map<number, number>();
    for (const atMs of history) byHour[new Date(atMs).getUTCHours()]! += 1;
    const busiest = byHour.indexOf(Math.max(...byHour));
    // The rate is constant within an hour of the day: what varies more than that of a Poisson process are bursts.
    const spans = Array.from({ length: DAYS * 12 }, (_, span) => {
      const day = Math.floor(span / 12);
      return NOW - (DAYS - day) * DAY_MS + busiest * HOUR_MS + (span % 12) * 5 * MINUTE_MS;
    });
    for (const from of spans) bySpan.set(from, 0);
    for (const atMs of history) {
      const from = Math.floor(atMs / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
      if (bySpan.has(from)) bySpan.set(from, bySpan.get(from)! + 1);
    }
    const counts = [...bySpan.values()];
    const mean = counts.reduce((sum, count) => sum + count) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    const hasNight = Math.min(...byHour) < history.length / 24 / 10;
    return `${variance / mean > 1.7 ? 'bursts' : 'one by one'}, ${hasNight ? 'by day' : 'all day'}`;
  });
  for (const kind of ['one by one, all day', 'one by one, by day', 'bursts, all day', 'bursts, by day']) {
    expect(kinds.filter((other) => other === kind).length).toBeGreaterThan(kinds.length / 10);
  }
});

test.each(['even', 'random'] as const)(
  'with %s conversions an offer falls silent, goes on slowly, and goes on as usual',
  (conversions) => {
    let now = NOW;
    const churn = conversions === 'even' ? 0.000_001 : 0;
    const catalogue = createCatalogue({ ...SETTINGS, conversions, churn, clock: () => now });
    const position = FREQUENT.find((each) => catalogue.truthAt(idOfPosition(SEED, each), NOW) !== undefined)!;
    const id = idOfPosition(SEED, position);
    const countIn = (fromMs: number, toMs: number) => {
      const moments = new Set<number>();
      for (let atMs = fromMs; atMs < toMs; atMs += 10_000) {
        const last = catalogue.truthAt(id, atMs)!.lastConvertedAtMs!;
        if (last >= fromMs) moments.add(last);
      }
      return moments.size;
    };
    const usual = countIn(NOW, NOW + DAY_MS);
    for (const pace of [0, 0.3, 1]) {
      expect(catalogue.setPace(id, pace)).toBe(true);
      now += DAY_MS;
    }
    expect(catalogue.truthAt(id, NOW + DAY_MS)!.lastConvertedAtMs).toBeLessThan(NOW);
    expect(countIn(NOW, NOW + DAY_MS)).toBe(0);
    const slow = countIn(NOW + DAY_MS, NOW + 2 * DAY_MS);
    expect(slow / usual).toBeGreaterThan(0.2);
    expect(slow / usual).toBeLessThan(0.4);
    expect(countIn(NOW + 2 * DAY_MS, NOW + 3 * DAY_MS)).toBeGreaterThan(0.8 * usual);
    catalogue.reset();
    expect(countIn(NOW, NOW + DAY_MS)).toBe(usual);
  },
);
