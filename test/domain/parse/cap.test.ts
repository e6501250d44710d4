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
])('the cap %j is %j', (raw, value) => {
  expect(parseCap(raw)).toEqual({ kind: 'parsed', value });
});

test.each(
  [
    ['-1', '-2%', '1.5', '1,000', '1e5', '0x10', '٥', 'NaN', 'Infinity'],
    ['9007199254740993', '9'.repeat(500), '9999%'],
    ['%', 'opened', 'none', '5 caps', '5\0', "2% yesterday's fill"],
  ].flat(),
)('%j is unreadable, which differs from 0 and from "none"', (raw) => {
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
    fc.property(fc.maxSafeNat(), fc.nat(1_000), (amount, percent) => {
      expect(parseCap(String(amount))).toEqual({ kind: 'parsed', value: { kind: 'count', amount } });
      const value = { kind: 'percent', amount: percent };
      expect(parseCap(`${percent}% today's fill`)).toEqual({ kind: 'parsed', value });
    }),
  );
});
