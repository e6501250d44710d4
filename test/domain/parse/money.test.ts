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
  ['1 234.50', '1234.50'],
  ['1 234,50', '1234.50'],
  ['1\u00a0234,50', '1234.50'],
  ['1\u202f234\u202f567,5', '1234567.5'],
  ['12 345', '12345'],
  ['.35', '0.35'],
  [' 0.35 ', '0.35'],
  ['999999999999.99999999', '999999999999.99999999'],
])('the payout %j is %s', (raw, value) => {
  expect(parseMoney(raw)).toEqual({ kind: 'parsed', value });
});

test.each([null, '', '  '])('%j is no payout', (raw) => {
  expect(parseMoney(raw)).toEqual({ kind: 'parsed', value: null });
});

test.each([
  'NaN',
  'Infinity',
  '1e309',
  '1e2',
  '-1',
  '-0',
  '+1',
  '$1',
  '1 USD',
  '1.',
  ',',
  '.',
  '1,,2',
  '1.2.3',
  '1,23.4',
  '1,2345.6',
  '1,234.',
  '0,350,000',
  '0.350.000',
  '012,345,678',
  '0,350.00',
  '0.350,00',
  '0 350',
  '00.5',
  '00,5',
  '007.50',
  '00',
  '1  234',
  '1 23,50',
  '1234 567',
  '1 234\u00a0567',
  '1 234 ,50',
  '1\t234',
  '1 234,567,890',
  '0x10',
  '٣',
  '1_000',
  '1000000000000',
  '0.123456789',
  '0.1234567890',
  '1\0',
  'Open',
  '5%',
  '9'.repeat(1_000),
  "1'234.50",
])('%j is unreadable, never 0 and never rounded', (raw) => {
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
      const expected = { kind: 'parsed', value: `${number}.${fraction}` };
      for (const text of formatAmount(String(number), fraction)) expect(parseMoney(text)).toEqual(expected);
    }),
  );
});

test('whatever is accepted is one of the formats of its own value', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[01.,]{0,2}(\d{1,3}[., \u00a0\u202f]){0,3}\d{0,3}$/), (text) => {
      const { value } = { value: null, ...parseMoney(text) };
      if (value === null) return;
      const [whole = '', fraction = ''] = value.split('.');
      expect(formatAmount(whole, fraction)).toContain(text.trim());
    }),
    { numRuns: 5_000 },
  );
});

/** Every accepted format of an amount without a currency sign. */
function formatAmount(whole: string, fraction: string): string[] {
  const grouped = (separator: string) => whole.replace(/\B(?=(\d{3})+$)/g, separator);
  const end = (separator: string) => (fraction === '' ? '' : separator + fraction);
  const texts = ['', ' ', '\u00a0', '\u202f'].flatMap((space) => [
    grouped(space) + end('.'),
    grouped(space) + end(','),
  ]);
  if (fraction !== '' && whole === '0') texts.push(`.${fraction}`, `,${fraction}`);
  // Without decimals a single comma or point would be the decimal separator.
  if (fraction !== '' || whole.length > 6) texts.push(grouped(',') + end('.'), grouped('.') + end(','));
  return texts;
}
