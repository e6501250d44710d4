import fc from 'fast-check';
import { OFFER_STATUSES } from '../../../src/domain/offer';
import { parseStatus } from '../../../src/domain/parse/status';
import { MAX_TEXT_LENGTH, parseText } from '../../../src/domain/parse/text';

test.each([...OFFER_STATUSES])('the status %s is recognised in any case', (status) => {
  for (const raw of [status, status.toUpperCase(), ` ${status.toLowerCase()} `]) {
    expect(parseStatus(raw)).toEqual({ kind: 'parsed', value: status });
  }
});

test.each([null, '', 'Activ', 'Active!', 'Deleted', 'toString', '__proto__', 'Active\0'])(
  '%j is no status',
  (raw) => {
    expect(parseStatus(raw)).toMatchObject({ kind: 'unreadable' });
  },
);

test('only null is no text', () => {
  expect(parseText(null)).toEqual({ kind: 'parsed', value: null });
  expect(parseText('')).toEqual({ kind: 'parsed', value: '' });
});

test.each([
  'a\0b',
  '\ud800',
  'x\udc00y',
  '\udc00\ud800',
  'x'.repeat(MAX_TEXT_LENGTH + 1),
  ' '.repeat(MAX_TEXT_LENGTH + 1),
])('text that cannot be stored is unreadable (%#)', (raw) => {
  expect(parseText(raw)).toMatchObject({ kind: 'unreadable' });
});

test('text is left unchanged, emoji and spaces included', () => {
  for (const text of [
    '',
    ' \n ',
    ' Crédito 💸 ',
    "Robert'); DROP TABLE offers;--",
    'x'.repeat(MAX_TEXT_LENGTH),
    'a\u2028b',
    '\ufffd',
  ]) {
    expect(parseText(text)).toEqual({ kind: 'parsed', value: text });
  }
});

test('parsing never throws, and every text is valid UTF-8', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const raw = String.fromCharCode(...units);
      parseStatus(raw);
      const reading = parseText(raw);
      if (reading.kind !== 'parsed' || reading.value === null) return;
      expect(Buffer.from(reading.value, 'utf8').toString('utf8')).toBe(reading.value);
      expect(reading.value).not.toContain('\0');
    }),
  );
});
