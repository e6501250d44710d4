import fc from 'fast-check';
import { parseCap } from '../../../src/domain/parse/cap';

test.each([
  ['580', { kind: 'count', amount: 580 }],
  ['0', { kind: 'count', amount: 0 }],
  [' 12 ', { kind: 'count', amount: 12 }],
  ['99999999999999', { kind: 'count', amount: 99_999_999_999_999 }],
  ['', { kind: 'none' }],
  ['  ', { kind: 'none' }],
  [null, { kind: 'none' }],
  ['Open', { kind: 'open' }],
  ['OPEN ', { kind: 'open' }],
  ["2% today's fill", { kind: 'percent', amount: 2 }],
  ['2% today’s fill', { kind: 'percent', amount: 2 }],
  ["0.5 % of today's cap", { kind: 'percent', amount: 0.5 }],
  ['110%', { kind: 'percent', amount: 110 }],
  ['2,5%', { kind: 'percent', amount: 2.5 }],
  ["12,34 % today's fill", { kind: 'percent', amount: 12.34 }],
  ['580.00', { kind: 'count', amount: 580 }],
  ['580,0', { kind: 'count', amount: 580 }],
  ['0.00', { kind: 'count', amount: 0 }],
  ['1,000', { kind: 'count', amount: 1_000 }],
  ['1,000.00', { kind: 'count', amount: 1_000 }],
  ['1.250,00', { kind: 'count', amount: 1_250 }],
  ['1,250,000', { kind: 'count', amount: 1_250_000 }],
  ['1.250.000', { kind: 'count', amount: 1_250_000 }],
  ['1 000', { kind: 'count', amount: 1_000 }],
  ['12\u00a0500', { kind: 'count', amount: 12_500 }],
  ['Unlimited', { kind: 'open' }],
  ['No cap', { kind: 'open' }],
  ['NO LIMIT', { kind: 'open' }],
  ['None', { kind: 'none' }],
])('the cap %j is %j', (raw, value) => {
  expect(parseCap(raw)).toEqual({ kind: 'parsed', value });
});

test.each([
  '-1',
  '-2%',
  '1.5',
  '1.000',
  '0,000',
  '0,350',
  '0,350,000',
  '012',
  '00',
  '580.50',
  '1,000.5',
  '1,00,000',
  '12,3456',
  '580.',
  '.00',
  '1e5',
  'NaN',
  'Infinity',
  '9007199254740993',
  '9'.repeat(500),
  '9999%',
  '%',
  'opened',
  'nothing',
  'not unlimited',
  'cap',
  '00.5%',
  '05%',
  '2,500%',
  '2.5.1%',
  '1,000%',
  '5 caps',
  '5\0',
  '0x10',
  '٥',
  "2% yesterday's fill",
])('%j is unreadable, which differs from 0 and from "none"', (raw) => {
  expect(parseCap(raw)).toEqual({ kind: 'unreadable', reason: expect.any(String) as string });
});

test('parsing never throws, and every number is plausible', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.stringMatching(/^[\d.%-]{0,24}( today's fill)?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parseCap(text);
      if (reading.kind !== 'parsed') return;
      const cap = reading.value;
      if (cap.kind === 'count') expect(Number.isSafeInteger(cap.amount) && cap.amount >= 0).toBe(true);
      if (cap.kind === 'percent') expect(cap.amount >= 0 && cap.amount <= 1_000).toBe(true);
    }),
  );
});

test('a formatted count and a formatted percentage parse as themselves', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(5_000), fc.maxSafeNat()), fc.nat(100_000), (amount, hundredths) => {
      for (const text of formatCount(amount)) {
        expect(parseCap(text)).toEqual({ kind: 'parsed', value: { kind: 'count', amount } });
      }
      const percent = hundredths / 100;
      for (const text of formatPercent(percent)) {
        expect(parseCap(text)).toEqual({ kind: 'parsed', value: { kind: 'percent', amount: percent } });
      }
    }),
  );
});

test('whatever is accepted is one of the formats of its own value', () => {
  const texts = fc.oneof(
    fc.stringMatching(/^0?(\d{1,3}[., \u00a0\u202f]){0,3}\d{0,3}$/),
    fc.stringMatching(/^0?\d{1,4}([., ]\d{1,3})? ?%( today's fill)?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parseCap(text);
      if (reading.kind !== 'parsed' || !('amount' in reading.value)) return;
      const { kind, amount } = reading.value;
      expect(kind === 'count' ? formatCount(amount) : formatPercent(amount)).toContain(text.trim());
    }),
    { numRuns: 5_000 },
  );
});

/** Every accepted format of a count. */
function formatCount(amount: number): string[] {
  const grouped = (separator: string) => String(amount).replace(/\B(?=(\d{3})+$)/g, separator);
  const ends = (text: string, ...points: string[]) => [
    text,
    ...points.flatMap((point) => [`${text}${point}0`, `${text}${point}00`]),
  ];
  const texts = ['', ' ', '\u00a0', '\u202f'].flatMap((space) => ends(grouped(space), '.', ','));
  texts.push(...ends(grouped(','), '.'));
  // A single point may also be a decimal point.
  const [first = '', ...others] = ends(grouped('.'), ',');
  return [...texts, ...others, ...(amount < 1_000_000 && amount > 999 ? [] : [first])];
}

/** Every accepted format of a percentage, with and without the words after it. */
function formatPercent(percent: number): string[] {
  const numbers = [String(percent), percent.toFixed(1), percent.toFixed(2)]
    .filter((text) => Number(text) === percent)
    .flatMap((text) => [text, text.replace('.', ',')]);
  return numbers.flatMap((text) => [
    `${text}%`,
    `${text} %`,
    `${text}% today's fill`,
    `${text} % today's fill`,
  ]);
}
