import { createCatalogue } from '../../src/sandbox/catalogue/create-catalogue';
import { toWireAge } from '../../src/sandbox/catalogue/to-wire-age';
import type { TrueCap } from '../../src/sandbox/catalogue/truth';

const NOW = Date.UTC(2026, 5, 1, 12);
const SECONDS = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400 } as const;

/** A second, independent parser of ages, written from the network's documentation alone. */
function parseAge(text: string): number {
  const lower = text.toLowerCase().trim();
  if (lower === 'now' || lower === 'just now') return 0;
  if (lower.startsWith('<')) return Number.isNaN(parseAge(lower.slice(1))) ? NaN : 0;
  if (/^\d+$/.test(lower)) return Number(lower) * 60;
  if (!/^(\d+(min|[dhms]))+$/.test(lower)) return NaN;
  const parts = [...lower.matchAll(/(\d+)(min|[dhms])/g)];
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}

function parseCap(text: string | null): TrueCap {
  if (text === null || text === '') return { kind: 'none' };
  if (text === 'Open') return { kind: 'open' };
  const percent = /^(\d+)% today's fill$/.exec(text);
  if (percent) return { kind: 'percent', amount: Number(percent[1]) };
  return { kind: 'count', amount: Number(text) };
}

function parsePayout(payout: string | null): string {
  const text = payout ?? '';
  return text.includes('.') ? text.replaceAll(',', '') : text.replace(',', '.');
}

const catalogue = createCatalogue({ churn: 1 });
const pairs = catalogue.idsAt(NOW).flatMap((id) => {
  const [row, truth] = [catalogue.offerAt(id, NOW), catalogue.truthAt(id, NOW)];
  return row && truth ? [{ row, truth }] : [];
});

test('every age, cap and payout has its true value', () => {
  expect(pairs.length).toBeGreaterThan(11_000);
  const parsed = pairs.map(({ row }) => ({
    lastConvAgeSeconds: row.last_conv ? parseAge(row.last_conv) : null,
    dailyCap: parseCap(row.daily_cap),
    filledCap: parseCap(row.filled_cap),
    payout: parsePayout(row.payout),
  }));
  const expected = pairs.map(({ truth: { lastConvAgeSeconds, dailyCap, filledCap, payout } }) => ({
    lastConvAgeSeconds,
    dailyCap,
    filledCap,
    payout,
  }));
  expect(parsed).toEqual(expected);
});

test('every format occurs among the offers', () => {
  const payouts = pairs.map(({ row }) => row.payout ?? '');
  for (const shape of [/^\d+\.\d{3}$/, /^\d+,\d{3}$/, /^\d,\d{3}\.\d{2}$/, /^\d+$/, /^\d{4},\d{2}$/]) {
    expect(payouts.filter((payout) => shape.test(payout))).not.toHaveLength(0);
  }
  const caps = pairs.flatMap(({ row }) => [row.daily_cap, row.filled_cap]);
  expect(caps).toEqual(expect.arrayContaining(['', null, '0', 'Open', "2% today's fill", '580']));
});

test.each([
  [20, ['0min', '0m', '20s', '< 1m', 'just now', 'now', 'JUST NOW', '< 1M']],
  [290, ['4min', '4m', '4m50s', '4', '<5m', '<5M', '4MIN']],
  [22_700, ['6h18min', '6h', '378']],
  [104_500, ['1d5h', '1d', '1D5H']],
])('an age of %d seconds is formatted in many ways', (seconds, expected) => {
  const texts = Array.from({ length: 4_096 }, (_, style) => toWireAge(seconds, style).text);
  expect([...new Set(texts)]).toEqual(expect.arrayContaining(expected));
});

test('a formatted age differs from the age by one unit at most', () => {
  const ages = Array.from({ length: 1_500 }, (_, index) => index * 131);
  const formatted = [0, 1, 2, 3, 4, 5, 6].flatMap((style) =>
    ages.map((age) => ({ age, ...toWireAge(age, style) })),
  );
  const unitOf = (age: number) => (age < 3_600 ? 300 : age < 86_400 ? 3_600 : 86_400);
  expect(formatted.filter(({ age, seconds }) => Math.abs(seconds - age) > unitOf(age))).toEqual([]);
  expect(formatted.filter(({ text, seconds }) => parseAge(text) !== seconds)).toEqual([]);
});
