import fc from 'fast-check';
import { MAX_AGE_SECONDS, parseAge } from '../../../src/domain/parse/age';

test.each([
  ['4min', 240],
  ['51min', 3_060],
  ['0min', 0],
  ['6h18min', 22_680],
  ['5m', 300],
  ['2h', 7_200],
  ['1d', 86_400],
  ['1d5h', 104_400],
  ['1m30s', 90],
  ['30s', 30],
  ['5', 300],
  ['0', 0],
  ['< 1m', 30],
  ['<5m', 150],
  ['<1s', 0],
  ['< 5', 150],
  ['just now', 0],
  ['now', 0],
  ['  6H18Min ', 22_680],
  ['JUST NOW', 0],
  ['1 day 2 hours', 93_600],
  ['3 mins ago', 180],
  ['3650d', MAX_AGE_SECONDS],
])('the age %j is %d seconds', (raw, seconds) => {
  expect(parseAge(raw)).toEqual({ kind: 'parsed', value: seconds });
});

test.each([null, '', '   '])('%j is no conversion', (raw) => {
  expect(parseAge(raw)).toEqual({ kind: 'parsed', value: null });
});

test.each(
  [
    ['-5m', '-5', '<-5m', '> 5m', 'in 5m', '5m from now'],
    ['1.5h', '1,5h', '1e3', 'NaN', 'Infinity', '٥m'],
    ['m', '<', '< now', '<<5m', 'ago', 'never', 'null', '2026-01-05'],
    ['5x', '5m;', '5m\0', '5m 5m', '5m1d'],
    ['3651d', '999999999d', '99999999999', '0'.repeat(100)],
  ].flat(),
)('%j is unreadable, which differs from "no conversion"', (raw) => {
  expect(parseAge(raw)).toEqual({ kind: 'unreadable', reason: expect.any(String) as string });
});

test('parsing never throws, and every age is a plausible whole number', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.stringMatching(/^[<> -]?\d{0,12} ?[dhms]?(?:in|ago)? ?\d{0,5}[hms]?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const age = parseAge(text);
      if (age.kind !== 'parsed' || age.value === null) return;
      expect(Number.isSafeInteger(age.value)).toBe(true);
      expect(age.value).toBeGreaterThanOrEqual(0);
      expect(age.value).toBeLessThanOrEqual(MAX_AGE_SECONDS);
    }),
  );
});

test('an age of several units is their sum, in any case', () => {
  const parts = fc.record({
    d: fc.nat(900),
    h: fc.nat(100),
    m: fc.nat(500),
    s: fc.nat(500),
    minuteUnit: fc.constantFrom('m', 'min', 'Min', ' minutes '),
    isLess: fc.boolean(),
  });
  fc.assert(
    fc.property(parts, ({ d, h, m, s, minuteUnit, isLess }) => {
      const seconds = d * 86_400 + h * 3_600 + m * 60 + s;
      const raw = `${isLess ? '< ' : ''}${d > 0 ? `${d}d` : ''}${h > 0 ? `${h}H` : ''}${m}${minuteUnit}${s > 0 ? `${s}s` : ''}`;
      const value = isLess ? Math.floor(seconds / 2) : seconds;
      expect(parseAge(raw)).toEqual({ kind: 'parsed', value });
    }),
  );
});
