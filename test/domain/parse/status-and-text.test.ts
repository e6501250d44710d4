import fc from 'fast-check';
import { OFFER_STATUSES } from '../../../src/domain/offer';
import { parseStatus } from '../../../src/domain/parse/status';
import { MAX_TEXT_LENGTH, parseText } from '../../../src/domain/parse/text';

test.each([...OFFER_STATUSES])('the status %s is read in any case', (status) => {
  for (const words of [status, status.toUpperCase(), ` ${status.toLowerCase()} `]) {
    expect(parseStatus(words)).toEqual({ kind: 'status', status });
  }
});

test.each([null, '', 'Activ', 'Active!', 'Deleted', 'toString', '__proto__', 'Active\0'])(
  '%j is no status',
  (words) => {
    expect(parseStatus(words)).toMatchObject({ kind: 'unreadable' });
  },
);

test('only null is no text', () => {
  expect(parseText(null)).toEqual({ kind: 'none' });
  expect(parseText('')).toEqual({ kind: 'text', text: '' });
});

test.each([
  'a\0b',
  '\ud800',
  'x\udc00y',
  '\udc00\ud800',
  'x'.repeat(MAX_TEXT_LENGTH + 1),
  ' '.repeat(MAX_TEXT_LENGTH + 1),
])('text that cannot be kept is unreadable (%#)', (words) => {
  expect(parseText(words)).toMatchObject({ kind: 'unreadable' });
});

test('text is left as it is, emoji, spaces and all', () => {
  for (const text of [
    '',
    ' \n ',
    ' Crédito 💸 ',
    "Robert'); DROP TABLE offers;--",
    'x'.repeat(MAX_TEXT_LENGTH),
    'a\u2028b',
    '\ufffd',
  ]) {
    expect(parseText(text)).toEqual({ kind: 'text', text });
  }
});

test('no text makes a reader throw, and what is read is text in UTF-8', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const words = String.fromCharCode(...units);
      parseStatus(words);
      const reading = parseText(words);
      if (reading.kind !== 'text') return;
      expect(Buffer.from(reading.text, 'utf8').toString('utf8')).toBe(reading.text);
      expect(reading.text).not.toContain('\0');
    }),
  );
});
