import fc from 'fast-check';
import { MAX_AGE_SECONDS, parseAge } from '../../../src/domain/parse/age';

describe('the ages that the network writes', () => {
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
  ])('%j is %d seconds', (words, seconds) => {
    expect(parseAge(words)).toEqual({ kind: 'age', seconds });
  });
});

test.each([null, '', '   '])('%j is no conversion', (words) => {
  expect(parseAge(words)).toEqual({ kind: 'none' });
});

test.each([
  '-5m',
  '-5',
  'in 5m',
  '5m from now',
  '1.5h',
  '1,5h',
  '5x',
  'm',
  '<',
  '< now',
  '<<5m',
  'ago',
  'never',
  'null',
  'NaN',
  'Infinity',
  '1e3',
  '5m 5m',
  '5m1d',
  '3651d',
  '999999999d',
  '99999999999',
  '5m\0',
  '٥m',
  '2026-01-05',
  '5m;',
  '0'.repeat(100),
  '<-5m',
  '> 5m',
])('%j is unreadable, which is not "no conversion"', (words) => {
  expect(parseAge(words)).toEqual({ kind: 'unreadable', reason: expect.any(String) as string });
});

test('no text makes it throw, and every age is a believable whole number', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.stringMatching(/^[<> -]?\d{0,12} ?[dhms]?(?:in|ago)? ?\d{0,5}[hms]?$/),
  );
  fc.assert(
    fc.property(words, (text) => {
      const reading = parseAge(text);
      if (reading.kind !== 'age') return;
      expect(Number.isSafeInteger(reading.seconds)).toBe(true);
      expect(reading.seconds).toBeGreaterThanOrEqual(0);
      expect(reading.seconds).toBeLessThanOrEqual(MAX_AGE_SECONDS);
    }),
  );
});

test('an age that is spelled from its parts is read as their sum, in any case', () => {
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
      const words = `${isLess ? '< ' : ''}${d > 0 ? `${d}d` : ''}${h > 0 ? `${h}H` : ''}${m}${minuteUnit}${s > 0 ? `${s}s` : ''}`;
      expect(parseAge(words)).toEqual({ kind: 'age', seconds: isLess ? Math.floor(seconds / 2) : seconds });
    }),
  );
});
