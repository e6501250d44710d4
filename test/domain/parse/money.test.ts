import fc from 'fast-check';
import { parseMoney } from '../../../src/domain/parse/money';

test.each([
  ['0.350', '0.350'],
  ['0,350', '0.350'],
  ['1,250', '1.250'],
  ['1,234.50', '1234.50'],
  ['1.234,50', '1234.50'],
  ['1,234,567', '1234567'],
  ['1,234,567.5', '1234567.5'],
  ['1.234.567', '1234567'],
  ['12', '12'],
  ['0', '0'],
  ['0.00', '0.00'],
  ['007.50', '7.50'],
  ['.35', '0.35'],
  [' 0.35 ', '0.35'],
  ['999999999999.99999999', '999999999999.99999999'],
])('the payout %j is %s', (raw, value) => {
  expect(parseMoney(raw)).toEqual({ kind: 'parsed', value });
});

test.each([null, '', '  '])('%j is no payout', (raw) => {
  expect(parseMoney(raw)).toEqual({ kind: 'parsed', value: null });
});

test.each(
  [
    ['NaN', 'Infinity', '1e309', '1e2', '0x10', '٣', '1_000', '-1', '-0', '+1'],
    ['$1', '1 USD', '5%', 'Open', '1\0'],
    ['1.', ',', '.', '1,,2', '1.2.3', '1,23.4', '1,2345.6', '1,234.', '1 234.50', "1'234.50"],
    ['1000000000000', '0.123456789', '0.1234567890', '9'.repeat(1_000)],
  ].flat(),
)('%j is unreadable, never 0 and never rounded', (raw) => {
  expect(parseMoney(raw)).toEqual({ kind: 'unreadable', reason: expect.any(String) as string });
});

test('parsing never throws, and every amount is canonical and parses as itself', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.stringMatching(/^[\d.,-]{0,24}$/));
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parseMoney(text);
      if (reading.kind !== 'parsed' || reading.value === null) return;
      expect(reading.value).toMatch(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/);
      expect(parseMoney(reading.value)).toEqual(reading);
    }),
    { numRuns: 1_000 },
  );
});

test('an amount is the same in every unambiguous format', () => {
  const whole = fc.integer({ min: 1_000, max: 999_999_999_999 });
  const decimals = fc.stringMatching(/^\d{1,8}$/);
  fc.assert(
    fc.property(whole, decimals, (number, fraction) => {
      const grouped = number.toLocaleString('en-US');
      const expected = { kind: 'parsed', value: `${number}.${fraction}` };
      expect(parseMoney(`${number}.${fraction}`)).toEqual(expected);
      expect(parseMoney(`${number},${fraction}`)).toEqual(expected);
      expect(parseMoney(`${grouped}.${fraction}`)).toEqual(expected);
      expect(parseMoney(`${grouped.replaceAll(',', '.')},${fraction}`)).toEqual(expected);
    }),
  );
});
