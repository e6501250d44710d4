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
  '1,234.50,5',
  '1.234,50.5',
  '1,234,5678',
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

test.each([
  ['$0,350', 'USD', '0.350'],
  ['$ 0.350', 'usd', '0.350'],
  ['US$0.35', 'USD', '0.35'],
  ['0.35€', 'EUR', '0.35'],
  ['0,35\u00a0€', 'EUR', '0.35'],
  ['€1.234,50', ' EUR ', '1234.50'],
  ['0.350 USD', 'USD', '0.350'],
  ['EUR 1.20', 'EUR', '1.20'],
  ['BRL1,20', 'BRL', '1.20'],
  ['1 234,50 eur', 'EUR', '1234.50'],
  ['£.5', 'GBP', '0.5'],
  ['$0.35 USD', 'USD', '0.35'],
  ['$0.35', '$', '0.35'],
  ['$0.35', null, '0.35'],
  ['0.35 EUR', '', '0.35'],
  ['0.35', 'EUR', '0.35'],
  ['0.35', undefined, '0.35'],
])('the payout %j of an offer in %j is %s', (raw, currency, value) => {
  expect(parseMoney(raw, currency)).toEqual({ kind: 'parsed', value });
});

test.each([
  ['$0.35', 'EUR'],
  ['$0.35', 'CAD'],
  ['0.35€', 'USD'],
  ['EUR 1.20', 'USD'],
  ['0.35 €', 'Euro'],
  ['$0.35 EUR', 'USD'],
  ['$0.35 EUR', 'EUR'],
  ['$0.35 EUR', null],
  ['5 max', null],
  ['0.35 BRL', null],
  ['$0.35', undefined],
  ['0.35 EUR', undefined],
  ['$$0.35', 'USD'],
  ['$', 'USD'],
  ['USD', 'USD'],
  ['$-0.35', 'USD'],
  ['-$0.35', 'USD'],
  ['$00.5', 'USD'],
  ['$0,350,000', 'USD'],
  ['$1.', 'USD'],
  ['$  1', 'USD'],
  ['1 US', 'USD'],
  ['1 USDT', 'USDT'],
  ['1 e2 USD', 'USD'],
  ['1$5', 'USD'],
  ['¥100', 'JPY'],
  ['$\n1', 'USD'],
])('the payout %j of an offer in %j is unreadable', (raw, currency) => {
  expect(parseMoney(raw, currency)).toEqual({ kind: 'unreadable', reason: expect.any(String) as string });
});

const SIGNS: Record<string, string[]> = {
  USD: ['$', 'US$', 'us$', 'USD', 'usd'],
  EUR: ['€', 'EUR', 'Eur'],
  GBP: ['£', 'GBP'],
  BRL: ['BRL'],
};

test('an amount with a sign is the amount where the sign agrees, and unreadable elsewhere', () => {
  const currencies = fc.constantFrom(...Object.keys(SIGNS));
  const signs = currencies.chain((code) => fc.tuple(fc.constant(code), fc.constantFrom(...SIGNS[code]!)));
  const whole = fc.integer({ min: 0, max: 9_999_999 }).map(String);
  const gap = fc.constantFrom('', ' ', '\u00a0', '\u202f');
  fc.assert(
    fc.property(signs, currencies, whole, fc.stringMatching(/^\d{1,4}$/), gap, (sign, currency, ...rest) => {
      const [number, fraction, space] = rest;
      for (const amount of formatAmount(number, fraction)) {
        for (const text of [sign[1] + space + amount, amount + space + sign[1]]) {
          expect(parseMoney(text, currency)).toMatchObject(
            sign[0] === currency
              ? { kind: 'parsed', value: `${number}.${fraction}` }
              : { kind: 'unreadable' },
          );
        }
      }
    }),
  );
});

test('whatever is accepted with signs is an accepted amount between signs of its currency', () => {
  const tokens = fc.constantFrom(...'$€£.,, 0015'.split(''), 'US$', 'USD', 'eur', 'X', '-', '1.5', '\u00a0');
  const texts = fc.array(tokens, { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, fc.constantFrom('USD', 'EUR', null, undefined), (text, currency) => {
      const reading = parseMoney(text, currency);
      if (reading.kind === 'unreadable') return;
      const [, before = '', amount = '', after = ''] =
        /^(\D*?)([.,]?\d.*\d|[.,]?\d)?(\D*)$/.exec(text.trim()) ?? [];
      expect(parseMoney(amount)).toEqual(reading);
      const signs = [before, after].map((sign) => sign.trim()).filter((sign) => sign !== '');
      const owners = ['USD', 'EUR', 'GBP'].filter((code) =>
        signs.every((sign) => SIGNS[code]!.includes(sign.toUpperCase())),
      );
      if (signs.length > 0) expect([owners.length, currency ?? owners[0]]).toEqual([1, owners[0]]);
      if (signs.length > 0) expect(currency).not.toBe(undefined);
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
